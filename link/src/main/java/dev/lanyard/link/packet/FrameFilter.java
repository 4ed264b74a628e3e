package dev.lanyard.link.packet;

/** Which frames somebody wants to see. Called on the event loop, where it must not wait. */
@FunctionalInterface
public interface FrameFilter {
    FrameFilter ALL = frame -> true;

    /**
     * @param frame head at the Ethernet header, with 14 bytes at least
     */
    boolean matches(FrameView frame);

    default FrameFilter and(FrameFilter other) {
        return frame -> matches(frame) && other.matches(frame);
    }

    default FrameFilter or(FrameFilter other) {
        return frame -> matches(frame) || other.matches(frame);
    }

    default FrameFilter negate() {
        return frame -> !matches(frame);
    }
}
