package dev.lanyard.actors.ipv4;

import static dev.lanyard.actors.Packets.payload;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RouteType;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.ArrayList;
import java.util.List;

/** A router, by its parts: eth0 as 192.0.2.10/24 and eth1 as 198.51.100.1/24 with an MTU of 576. */
abstract class ForwarderFixture {
    static final Ipv4Address NEAR = Ipv4Address.parse("192.0.2.1");

    static final RoutingTable ROUTES = new RoutingTable(
            List.of(on(0, "192.0.2.10/24", 1500), on(1, "198.51.100.1/24", 576)),
            List.of(
                    entry("192.0.2.0/24", "0.0.0.0", 0),
                    entry("198.51.100.0/24", "0.0.0.0", 1),
                    entry("203.0.113.0/24", "192.0.2.1", 0),
                    refusing("100.64.0.0/16", RouteType.UNREACHABLE),
                    refusing("100.65.0.0/16", RouteType.PROHIBIT),
                    refusing("100.66.0.0/16", RouteType.BLACKHOLE)));

    record Report(int type, int code, int information, PacketBuffer packet) {}

    final List<PacketBuffer> sent = new ArrayList<>();
    final List<Route> taken = new ArrayList<>();
    final List<Report> reports = new ArrayList<>();
    final List<PacketBatch> delivered = new ArrayList<>();
    final Ipv4Counters counters = new Ipv4Counters();
    final Ipv4Input input = new Ipv4Input(
            new Ipv4Input.Output() {
                @Override
                public void send(PacketBuffer packet, Route route) {
                    sent.add(packet);
                    taken.add(route);
                }

                @Override
                public void report(int type, int code, int information, PacketBuffer packet) {
                    reports.add(new Report(type, code, information, packet));
                }

                @Override
                public void take(int protocol, PacketBatch packets) {
                    delivered.add(packets);
                }
            },
            counters,
            new Ipv4Groups(),
            ROUTES::lookup,
            () -> 1000);

    private static RoutingTable.Interface on(int index, String prefix, int mtu) {
        return new RoutingTable.Interface(
                index, "eth" + index, Ipv4Prefix.parse(prefix), new LinkCapabilities(mtu, true, 65_535));
    }

    private static RoutingTable.Entry entry(String network, String gateway, int index) {
        return new RoutingTable.Entry(Ipv4Prefix.parse(network), Ipv4Address.parse(gateway), index, 0);
    }

    private static RoutingTable.Entry refusing(String network, RouteType type) {
        return RoutingTable.Entry.refusing(Ipv4Prefix.parse(network), type, 0);
    }

    static PacketBuffer packet(Ipv4Address source, String destination, int ttl, int flags, int length) {
        PacketBuffer packet = payload(length);
        Ipv4Header.prepend(
                packet,
                0,
                7,
                flags,
                ttl,
                17,
                source.value(),
                Ipv4Address.parse(destination).value());
        return packet;
    }

    final void receive(PacketBuffer packet, boolean group, Ipv4Settings settings) {
        input.receive(0, PacketBatch.of(packet), group, ROUTES, settings, 0);
    }

    final void receive(PacketBuffer packet) {
        receive(packet, false, Ipv4Settings.ROUTER);
    }
}
