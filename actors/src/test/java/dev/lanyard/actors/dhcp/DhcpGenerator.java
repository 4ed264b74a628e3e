package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.fuzz.Scene;

/** DHCP messages (RFC 2131, 2132): those of a server that answers the node's, and those of clients, with any options. */
public final class DhcpGenerator {
    private static final int UDP_PAYLOAD = 28;
    private static final int OPTIONS = 24;

    private final Scene scene;
    private final Draw draw;

    public DhcpGenerator(Scene scene) {
        this.scene = scene;
        this.draw = scene.draw();
    }

    /**
     * A server's message.
     *
     * @param heard the IPv4 packet that it answers, as far as it was kept, or null
     */
    public byte[] fromServer(byte[] heard) {
        boolean answers = heard != null && heard.length >= UDP_PAYLOAD + 34;
        int xid = answers && !draw.oneIn(16) ? Octets.u32(heard, UDP_PAYLOAD + 4) : draw.word();
        long mac = scene.mac().value();
        if (answers) {
            mac = (long) Octets.u16(heard, UDP_PAYLOAD + 28) << 32 | Octets.u32(heard, UDP_PAYLOAD + 30) & 0xffff_ffffL;
        }
        int given = scene.address().value() & ~0xff ^ 0x100 | draw.between(1, 254);
        return message(2, xid, draw.oneIn(24) ? draw.word() : mac, given, draw.of(2, 2, 2, 5, 5, 5, 6, draw.octet()));
    }

    /** A client's message. */
    public byte[] fromClient() {
        return message(1, draw.word(), draw.of(scene.stations()).mac().value(), 0, draw.of(1, 1, 3, 3, 4, 7, 8));
    }

    private byte[] message(int operation, int xid, long mac, int given, int type) {
        Octets message = new Octets()
                .u8(draw.oneIn(50) ? draw.octet() : operation)
                .u8(draw.oneIn(50) ? draw.octet() : 1)
                .u8(draw.oneIn(50) ? draw.octet() : 6)
                .u8(0)
                .u32(xid)
                .u16(draw.below(60))
                .u16(draw.oneIn(2) ? 0x8000 : 0)
                .u32(draw.oneIn(8) ? draw.word() : 0)
                .u32(draw.oneIn(8) ? scene.source() : given)
                .u32(0)
                .u32(draw.oneIn(16) ? draw.word() : 0)
                .mac(mac)
                .zeros(10);
        // sname and file, in which options may stand too
        message.put(draw.oneIn(4) ? draw.noise(192) : new byte[192]);
        message.u32(draw.oneIn(50) ? draw.word() : DhcpMessage.COOKIE);
        options(message, type);
        if (!draw.oneIn(8)) {
            message.u8(DhcpOption.END);
        }
        return message.zeros(draw.oneIn(2) ? 60 : 0).toArray();
    }

    private void options(Octets message, int type) {
        int server = draw.of(scene.stations()).address().value();
        if (!draw.oneIn(30)) {
            message.u8(DhcpOption.MESSAGE_TYPE)
                    .u8(draw.oneIn(50) ? draw.octet() : 1)
                    .u8(type);
        }
        if (!draw.oneIn(10)) {
            message.u8(DhcpOption.SERVER_IDENTIFIER).u8(4).u32(server);
        }
        if (!draw.oneIn(10)) {
            message.u8(DhcpOption.LEASE_TIME).u8(4).u32(draw.of(0, 1, 20, 60, 3600, -1));
        }
        if (draw.oneIn(2)) {
            message.u8(DhcpOption.SUBNET_MASK).u8(4).u32(draw.oneIn(4) ? draw.word() : 0xffff_ff00);
        }
        for (int more = draw.below(4); more > 0; more--) {
            option(message, server);
        }
    }

    private void option(Octets message, int server) {
        int code = draw.of(
                0, 3, 6, 12, 15, 26, 28, 42, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 61, 119, 121, draw.below(256));
        message.u8(code);
        if (code == DhcpOption.PAD) {
            return;
        }
        if (draw.oneIn(8)) {
            int length = draw.below(OPTIONS);
            message.u8(draw.oneIn(4) ? draw.octet() : length).put(draw.noise(length));
            return;
        }
        switch (code) {
            case DhcpOption.INTERFACE_MTU, DhcpOption.MAXIMUM_MESSAGE_SIZE ->
                message.u8(2).u16(draw.number());
            case DhcpOption.LEASE_TIME, DhcpOption.RENEWAL_TIME, DhcpOption.REBINDING_TIME ->
                message.u8(4).u32(draw.of(0, 1, 10, 30, 1800, -1));
            case DhcpOption.OVERLOAD, DhcpOption.MESSAGE_TYPE -> message.u8(1).u8(draw.octet());
            case DhcpOption.HOST_NAME, DhcpOption.DOMAIN_NAME, DhcpOption.MESSAGE ->
                message.u8(4).u32(0x74657374);
            case DhcpOption.DOMAIN_SEARCH -> message.u8(6).u8(4).u32(0x74657374).u8(draw.of(0, 0, 0xc0));
            case DhcpOption.CLASSLESS_ROUTES ->
                message.u8(8)
                        .u8(draw.of(24, 32, 33, draw.octet()))
                        .u16(0x0a09)
                        .u8(8)
                        .u32(server);
            default -> message.u8(4).u32(server);
        }
    }
}
