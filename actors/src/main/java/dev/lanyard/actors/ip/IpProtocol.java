package dev.lanyard.actors.ip;

/** Protocol numbers of the IPv4 header (IANA "Assigned Internet Protocol Numbers"). */
public final class IpProtocol {
    public static final int ICMP = 1;
    public static final int IGMP = 2;
    public static final int TCP = 6;
    public static final int UDP = 17;

    private IpProtocol() {}
}
