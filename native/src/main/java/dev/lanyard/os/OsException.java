package dev.lanyard.os;

import java.io.IOException;

/** The operating system said no. The message names what was tried, why it failed and how to mend it. */
public final class OsException extends IOException {
    private static final long serialVersionUID = 1;

    private final int errno;

    OsException(String message, int errno) {
        super(message);
        this.errno = errno;
    }

    /**
     * The reason, one of {@link Errno}: {@link Errno#ENODEV} for a device that does not exist (yet), {@link Errno#EBUSY} for one
     * that another program has. Those two may pass with time.
     */
    public int errno() {
        return errno;
    }
}
