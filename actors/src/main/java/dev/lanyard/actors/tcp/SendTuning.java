package dev.lanyard.actors.tcp;

/** How much the send buffer may hold, and when a writer that it stopped may go on. */
final class SendTuning {
    private final int largest;
    private int capacity;
    private boolean fixed;
    private boolean writeBlocked;

    SendTuning(TcpSettings settings) {
        capacity = settings.sendBuffer();
        largest = settings.maxSendBuffer();
    }

    /** SO_SNDBUF: a size that stays. */
    void fix(int bytes) {
        capacity = bytes;
        fixed = true;
    }

    /**
     * Three windows: while a loss is repaired one waits behind it, one follows, and one more if the repair is lost. What a
     * window once needed stays, since a reduction is when it is needed most.
     *
     * @param congestion null before there is one
     */
    int capacity(CongestionControl congestion) {
        if (congestion != null && !fixed && capacity < largest) {
            capacity = (int) Math.max(capacity, Math.min(largest, 3L * congestion.window()));
        }
        return capacity;
    }

    /** The application has written; whether not all of it was taken. */
    void written(boolean cut) {
        writeBlocked = cut;
    }

    /** Whether a write that was cut short could go on; true once for each. */
    boolean becameWritable(int queued, CongestionControl congestion) {
        // worth waking the application for: a third of the buffer
        if (writeBlocked && queued <= capacity(congestion) / 3 * 2) {
            writeBlocked = false;
            return true;
        }
        return false;
    }
}
