package dev.lanyard.os;

/** What this module needs of linux/if_tun.h, linux/virtio_net.h, linux/if.h and linux/sockios.h. */
final class IfTun {
    // Request numbers of the asm-generic encoding (x86, ARM, RISC-V, s390; not POWER, MIPS, SPARC).
    static final long TUNSETIFF = 0x4004_54CAL;
    static final long TUNSETOFFLOAD = 0x4004_54D0L;
    static final long TUNGETIFF = 0x8004_54D2L;
    static final long TUNSETVNETHDRSZ = 0x4004_54D8L;
    static final long TUNSETVNETLE = 0x4004_54DCL;

    static final int IFF_TAP = 0x0002;
    static final int IFF_PERSIST = 0x0800;
    static final int IFF_NO_PI = 0x1000;
    static final int IFF_VNET_HDR = 0x4000;

    static final int TUN_F_CSUM = 0x01;
    static final int TUN_F_TSO4 = 0x02;
    static final int TUN_F_TSO6 = 0x04;
    static final int TUN_F_TSO_ECN = 0x08;

    /** struct virtio_net_hdr: without the count of merged buffers, which would make it 12. */
    static final int VIRTIO_NET_HDR_LENGTH = 10;

    static final long SIOCGIFFLAGS = 0x8913;
    static final long SIOCSIFFLAGS = 0x8914;
    static final long SIOCSIFADDR = 0x8916;
    static final long SIOCSIFNETMASK = 0x891C;
    static final long SIOCGIFMTU = 0x8921;
    static final long SIOCSIFMTU = 0x8922;

    static final int IFF_UP = 0x0001;
    static final int IFF_RUNNING = 0x0040;

    /** With the NUL that ends it. */
    static final int IFNAMSIZ = 16;

    private IfTun() {}
}
