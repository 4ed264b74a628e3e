package dev.lanyard.link;

/**
 * What a link does for the layers above it.
 *
 * @param mtu largest network-layer packet in bytes, 68 to 65,535
 * @param checksumOffload whether it completes partial checksums
 * @param maxSegmentation largest IPv4 packet that it cuts into TCP segments itself, 0 if it cuts none
 */
public record LinkCapabilities(int mtu, boolean checksumOffload, int maxSegmentation) {
    public static final int MINIMUM_MTU = 68;
    public static final int MAXIMUM_MTU = 65_535;

    public LinkCapabilities {
        if (mtu < MINIMUM_MTU || mtu > MAXIMUM_MTU) {
            throw new IllegalArgumentException("MTU " + mtu + " is not in " + MINIMUM_MTU + ".." + MAXIMUM_MTU);
        }
    }

    /** The same with a smaller MTU, or as they are if theirs is no larger. */
    public LinkCapabilities withMtuAtMost(int limit) {
        return limit >= mtu ? this : new LinkCapabilities(limit, checksumOffload, maxSegmentation);
    }
}
