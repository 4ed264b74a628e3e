package dev.lanyard.actors.tcp;

/** Gives the memory of a connection's buffers back when they are empty and nothing has happened for a while. */
final class IdleMemory {
    private static final long TRIM_AFTER = 1_000_000_000;

    private final TransmissionControlBlock tcb;
    private long lastActivity;

    IdleMemory(TransmissionControlBlock tcb) {
        this.tcb = tcb;
    }

    /** Something is sent or received. */
    void touch(long now) {
        lastActivity = now;
    }

    /** Starts the timer if there is something to give back. */
    void arm(long now) {
        if (isHeld()) {
            tcb.timers.setIfIdle(TcpTimers.TRIM, now + TRIM_AFTER);
        }
    }

    /** TRIM expired. */
    void onTimer(long now) {
        if (isHeld()) {
            if (now - lastActivity >= TRIM_AFTER) {
                tcb.sender.trim();
                tcb.receiver.trim();
            } else {
                tcb.timers.set(TcpTimers.TRIM, lastActivity + TRIM_AFTER);
            }
        }
    }

    private boolean isHeld() {
        return tcb.sender.buffer().length() == 0
                && tcb.receiver.readable() == 0
                && (tcb.sender.holdsMemory() || tcb.receiver.holdsMemory());
    }
}
