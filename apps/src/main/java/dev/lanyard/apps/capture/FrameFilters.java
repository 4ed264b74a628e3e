package dev.lanyard.apps.capture;

import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ethernet.EthernetHeader;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.link.packet.FrameView;
import java.util.function.LongPredicate;

/** The predicates that expressions are made of. Each is false for frames that do not have what it asks about. */
final class FrameFilters {
    private static final int IP = EthernetHeader.LENGTH;
    private static final int ARP_SENDER = IP + 14;
    private static final int ARP_TARGET = IP + 24;

    private FrameFilters() {}

    /** Which end of a packet is meant. */
    enum Side {
        SOURCE,
        DESTINATION,
        EITHER;

        boolean test(long source, long destination, LongPredicate wanted) {
            return this != DESTINATION && wanted.test(source) || this != SOURCE && wanted.test(destination);
        }
    }

    static FrameFilter etherType(int type) {
        return frame -> frame.getUnsignedShort(EthernetHeader.ETHERTYPE_OFFSET) == type;
    }

    static FrameFilter protocol(int number) {
        return frame -> isIp(frame) && frame.getUnsignedByte(IP + Ipv4Header.PROTOCOL_OFFSET) == number;
    }

    /** IPv4 packets, and ARP about addresses, of a network. */
    static FrameFilter network(Ipv4Prefix network, Side side) {
        LongPredicate wanted = address -> network.contains((int) address);
        return frame -> {
            if (isIp(frame)) {
                return side.test(
                        frame.getInt(IP + Ipv4Header.SOURCE_OFFSET),
                        frame.getInt(IP + Ipv4Header.DESTINATION_OFFSET),
                        wanted);
            }
            boolean arp = frame.getUnsignedShort(EthernetHeader.ETHERTYPE_OFFSET) == EtherType.ARP
                    && frame.length() >= ARP_TARGET + 4;
            return arp && side.test(frame.getInt(ARP_SENDER), frame.getInt(ARP_TARGET), wanted);
        };
    }

    /** Ports of TCP and UDP; only the first fragment of a packet has them. */
    static FrameFilter port(int port, Side side) {
        return frame -> {
            if (!isIp(frame)) {
                return false;
            }
            int protocol = frame.getUnsignedByte(IP + Ipv4Header.PROTOCOL_OFFSET);
            int transport = IP + (frame.getUnsignedByte(IP) & 0xf) * 4;
            boolean has = (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP)
                    && (frame.getUnsignedShort(IP + Ipv4Header.FLAGS_FRAGMENT_OFFSET) & Ipv4Header.FRAGMENT_OFFSET_MASK)
                            == 0
                    && frame.length() >= transport + 4;
            return has
                    && side.test(
                            frame.getUnsignedShort(transport),
                            frame.getUnsignedShort(transport + 2),
                            number -> number == port);
        };
    }

    static FrameFilter station(MacAddress station, Side side) {
        return frame -> side.test(
                frame.getMac(EthernetHeader.SOURCE_OFFSET),
                frame.getMac(EthernetHeader.DESTINATION_OFFSET),
                mac -> mac == station.value());
    }

    /** For a group of stations or all of them. */
    static FrameFilter group() {
        return frame -> MacAddress.isGroup(frame.getMac(EthernetHeader.DESTINATION_OFFSET));
    }

    static FrameFilter broadcast() {
        return frame -> frame.getMac(EthernetHeader.DESTINATION_OFFSET) == MacAddress.BROADCAST.value();
    }

    private static boolean isIp(FrameView frame) {
        return frame.getUnsignedShort(EthernetHeader.ETHERTYPE_OFFSET) == EtherType.IPV4
                && frame.length() >= IP + Ipv4Header.MINIMUM_LENGTH;
    }
}
