package dev.lanyard.link.tap;

/** Why a tap link dropped a frame. */
public enum TapDrop {
    /** The kernel handed over something shorter than its own header says. */
    MALFORMED,
    /** No layer was attached that could take it. */
    NOT_ATTACHED,
    /** The device is gone, or the kernel's end of it is down. */
    LINK_DOWN,
    /** The kernel took no more frames for now. */
    QUEUE_FULL,
    /** It was to be cut or finished in software and is not what can be. */
    NOT_SEGMENTABLE,
    /** The kernel refused it for another reason. */
    REFUSED
}
