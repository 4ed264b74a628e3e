package dev.lanyard.actors.tcp;

/** F-RTO (RFC 5682): after a timeout finds out whether the first flight arrives after all, before everything is repeated. */
final class Frto {
    private enum Step {
        OFF,
        /** The front was sent again, and nothing else. */
        FRONT_SENT,
        /** An ACK advanced, so two new segments go out. */
        NEW_SENT
    }

    private Step step = Step.OFF;
    private int allowance;

    void start() {
        step = Step.FRONT_SENT;
    }

    void stop() {
        step = Step.OFF;
    }

    /** Whether new data goes out instead of what is deemed lost. */
    boolean prefersNew() {
        return step == Step.NEW_SENT;
    }

    /** Bytes of new data that may go out while that is so. */
    int allowance() {
        return allowance;
    }

    void onNewSent(int bytes) {
        allowance = Math.max(0, allowance - bytes);
    }

    /**
     * §3.1, and without SACK §2.1.
     *
     * @param original whether something arrived that was sent once only, before the timeout
     * @param canSendNew whether the ACK leaves something unacknowledged, and new data is there
     * @return whether the timeout was spurious
     */
    boolean onAck(
            boolean selective, boolean advances, boolean duplicate, boolean original, boolean canSendNew, int mss) {
        if (step == Step.OFF) {
            return false;
        }
        if (original && (selective || step == Step.NEW_SENT)) {
            return true;
        }
        if (step == Step.FRONT_SENT && advances && canSendNew) {
            step = Step.NEW_SENT;
            allowance = 2 * mss;
        } else if (advances || duplicate) {
            step = Step.OFF;
        }
        return false;
    }
}
