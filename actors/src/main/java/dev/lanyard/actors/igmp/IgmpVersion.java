package dev.lanyard.actors.igmp;

/** The versions of IGMP, oldest first. */
public enum IgmpVersion {
    /** RFC 1112. */
    V1,
    /** RFC 2236. */
    V2,
    /** RFC 3376. */
    V3;

    /**
     * The version of a number.
     *
     * @throws IllegalArgumentException if it is not 1, 2 or 3
     */
    public static IgmpVersion of(int number) {
        if (number < 1 || number > 3) {
            throw new IllegalArgumentException("IGMP has the versions 1, 2 and 3, not " + number);
        }
        return values()[number - 1];
    }

    public int number() {
        return ordinal() + 1;
    }
}
