package dev.lanyard.actors.ethernet;

/** EtherTypes of the protocols above (IANA "IEEE 802 Numbers"). */
public final class EtherType {
    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;

    private EtherType() {}
}
