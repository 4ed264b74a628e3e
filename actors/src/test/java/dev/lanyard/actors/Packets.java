package dev.lanyard.actors;

import dev.lanyard.actors.ethernet.EthernetHeader;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.HexFormat;
import java.util.List;

/** Packets and addresses that tests are made of. */
public final class Packets {
    public static final MacAddress MAC_A = MacAddress.parse("02:00:00:00:00:0a");
    public static final MacAddress MAC_B = MacAddress.parse("02:00:00:00:00:0b");
    public static final MacAddress MAC_C = MacAddress.parse("02:00:00:00:00:0c");
    /** Ours. */
    public static final Ipv4Address A = Ipv4Address.parse("192.0.2.10");
    /** On our network. */
    public static final Ipv4Address B = Ipv4Address.parse("192.0.2.11");
    /** Beyond {@link #GATEWAY}. */
    public static final Ipv4Address FAR = Ipv4Address.parse("198.51.100.1");

    public static final Ipv4Address GATEWAY = Ipv4Address.parse("192.0.2.1");
    public static final Ipv4Address DIRECTED_BROADCAST = Ipv4Address.parse("192.0.2.255");
    public static final LinkCapabilities ETHERNET = new LinkCapabilities(1500, false, 0);

    private static final HexFormat HEX = HexFormat.of();

    private Packets() {}

    /** Our routing table: one interface with {@link #A}/24, and a default route. */
    public static RoutingTable routes(LinkCapabilities capabilities) {
        Ipv4Prefix prefix = new Ipv4Prefix(A, 24);
        return new RoutingTable(
                List.of(new RoutingTable.Interface(0, "eth0", prefix, capabilities)),
                List.of(
                        new RoutingTable.Entry(prefix, Ipv4Address.ANY, 0, 0),
                        new RoutingTable.Entry(new Ipv4Prefix(Ipv4Address.ANY, 0), GATEWAY, 0, 0)));
    }

    /** Bytes of hexadecimal digits; blanks do not count. */
    public static byte[] hex(String digits) {
        return HEX.parseHex(digits.replaceAll("\\s", ""));
    }

    public static PacketBuffer packet(String digits) {
        return PacketBuffer.copyOf(hex(digits));
    }

    public static String hex(PacketBuffer packet) {
        return HEX.formatHex(packet.toByteArray());
    }

    /** An IPv4 packet, head at its header. */
    public static PacketBuffer ipv4(Ipv4Address source, Ipv4Address destination, int protocol, PacketBuffer payload) {
        Ipv4Header.prepend(payload, 0, 1, 0, 64, protocol, source.value(), destination.value());
        return payload;
    }

    /** The packet as a transport gets it: header marked, head behind it. */
    public static PacketBuffer delivered(PacketBuffer ipv4) {
        ipv4.markNetworkHeader();
        ipv4.trimFront(Ipv4Header.length(ipv4));
        return ipv4;
    }

    public static PacketBuffer frame(MacAddress destination, MacAddress source, int etherType, PacketBuffer packet) {
        EthernetHeader.prepend(packet, destination.value(), source.value(), etherType);
        return packet;
    }

    /** A payload of so many bytes, each the low eight bits of its index. */
    public static PacketBuffer payload(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return PacketBuffer.copyOf(bytes);
    }
}
