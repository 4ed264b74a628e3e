package dev.lanyard.actors.fuzz;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.util.List;

/**
 * What generators know of the node that they aim at, as somebody would who listens on its link.
 *
 * @param mac the node's, on this link
 * @param address the node's, on this link
 * @param stations others on the link, the router first
 * @param strangers addresses beyond the router
 * @param tcpPorts that something listens on
 * @param udpPorts that something listens on
 */
public record Scene(
        Draw draw,
        MacAddress mac,
        Ipv4Address address,
        List<Station> stations,
        List<Ipv4Address> strangers,
        List<Integer> tcpPorts,
        List<Integer> udpPorts,
        Overheard overheard) {
    private static final int[] ODD = {
        0, -1, 0x7f00_0001, 0xe000_0001, 0xe000_0016, 0xefff_fffa, 0xa9fe_0101, 0xf000_0001, 0xc000_02ff, 0x0a00_0001
    };

    /** A neighbour of the node. */
    public record Station(MacAddress mac, Ipv4Address address) {}

    /** Who a packet is from: a neighbour, somebody far, sometimes nobody that it could be. */
    public int source() {
        return switch (draw.below(16)) {
            case 0 -> draw.of(ODD);
            case 1 -> draw.oneIn(2) ? address.value() : address.value() ^ 1 << draw.below(32);
            case 2 -> draw.oneIn(4) ? draw.word() : draw.of(strangers).value();
            case 3, 4, 5 -> draw.of(strangers).value();
            default -> draw.of(stations).address().value();
        };
    }

    /** Who a packet is for: the node, sometimes all, somebody else or nobody. */
    public int destination() {
        return switch (draw.below(16)) {
            case 0 -> draw.of(ODD);
            case 1 -> address.value() | 0xff;
            case 2 -> draw.oneIn(4) ? draw.word() : draw.of(strangers).value();
            default -> address.value();
        };
    }
}
