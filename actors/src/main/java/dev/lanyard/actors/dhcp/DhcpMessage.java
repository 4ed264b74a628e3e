package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;

/**
 * A DHCP message (RFC 2131 §2). The server's and the boot file's names are not kept: nobody boots from here.
 *
 * @param reply whether it goes from a server to a client (op 2)
 * @param xid transaction
 * @param secs since the client began, 0 to 65,535
 * @param broadcast whether the client asks for answers to all
 * @param ciaddr address that the client has, or 0.0.0.0
 * @param yiaddr address that the client gets, or 0.0.0.0
 * @param siaddr server to boot from
 * @param giaddr relay agent that the message came through, or 0.0.0.0
 * @param chaddr the client's hardware address
 */
public record DhcpMessage(
        boolean reply,
        int xid,
        int secs,
        boolean broadcast,
        Ipv4Address ciaddr,
        Ipv4Address yiaddr,
        Ipv4Address siaddr,
        Ipv4Address giaddr,
        MacAddress chaddr,
        DhcpOptions options) {
    public static final int SERVER_PORT = 67;
    public static final int CLIENT_PORT = 68;

    /** Octets of the smallest IP packet that every host must take, and of the DHCP message in it (RFC 2131 §2). */
    public static final int MINIMUM_PACKET = 576;

    static final int MINIMUM_MESSAGE = MINIMUM_PACKET - 28;

    /** Octets that a message is filled up to: BOOTP's fixed size (RFC 951 §3), which some relays and servers insist on. */
    static final int BOOTP_LENGTH = 300;

    static final int COOKIE = 0x63825363;
    static final int SNAME_OFFSET = 44;
    static final int FILE_OFFSET = 108;
    static final int COOKIE_OFFSET = 236;
    static final int OPTIONS_OFFSET = 240;

    /** What became of an attempt to read a message: it, or why it was dropped; the other one is null. */
    public record Parsed(DhcpMessage message, DhcpDrop drop) {}

    /** Message type; every message that was read has one. */
    public DhcpMessageType type() {
        return DhcpMessageType.of(
                options.number(DhcpOption.MESSAGE_TYPE).orElse(0L).intValue());
    }

    /** A message from a client, all addresses zero. */
    public static DhcpMessage request(int xid, int secs, boolean broadcast, MacAddress chaddr, DhcpOptions options) {
        Ipv4Address none = Ipv4Address.ANY;
        return new DhcpMessage(false, xid, secs, broadcast, none, none, none, none, chaddr, options);
    }

    /** A server's answer to this message. */
    public DhcpMessage answer(Ipv4Address given, DhcpOptions answered) {
        boolean nak = answered.number(DhcpOption.MESSAGE_TYPE).orElse(0L) == DhcpMessageType.NAK.code();
        return new DhcpMessage(
                true,
                xid,
                0,
                broadcast,
                nak ? Ipv4Address.ANY : ciaddr,
                given,
                Ipv4Address.ANY,
                giaddr,
                chaddr,
                answered);
    }

    public DhcpMessage withCiaddr(Ipv4Address address) {
        return new DhcpMessage(reply, xid, secs, broadcast, address, yiaddr, siaddr, giaddr, chaddr, options);
    }

    public DhcpMessage withXid(int other) {
        return new DhcpMessage(reply, other, secs, broadcast, ciaddr, yiaddr, siaddr, giaddr, chaddr, options);
    }

    public DhcpMessage withChaddr(MacAddress other) {
        return new DhcpMessage(reply, xid, secs, broadcast, ciaddr, yiaddr, siaddr, giaddr, other, options);
    }

    public DhcpMessage withOptions(DhcpOptions other) {
        return new DhcpMessage(reply, xid, secs, broadcast, ciaddr, yiaddr, siaddr, giaddr, chaddr, other);
    }

    /** Reads a message. Never throws. */
    public static Parsed parse(byte[] octets) {
        return DhcpReader.parse(octets);
    }

    /** Writes the message into 548 octets, with options in {@code file} and {@code sname} if they need it. */
    public byte[] emit() {
        return emit(MINIMUM_MESSAGE);
    }

    /**
     * Writes the message.
     *
     * @param limit most octets, at least 548. Options that do not fit go to the fields {@code file} and {@code sname}
     *     (option 52); what does not fit there either makes the message longer than the limit.
     */
    public byte[] emit(int limit) {
        return DhcpWriter.emit(this, limit);
    }
}
