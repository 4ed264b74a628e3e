package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;

/** What becomes of packets that the transports hand down: back up to us, to a neighbour, in fragments, or refused. */
final class Ipv4Output {
    private final Ipv4Sender sender;
    private final PacketAllocator allocator;
    private final Ipv4Counters counters;
    private final Effects effects;

    /** Where packets go. Those handed over belong to the effects. */
    interface Effects {
        /** To a neighbour on an interface; the packet's head is at its header. */
        void transmit(int index, Ipv4Address nextHop, PacketBuffer packet);

        /** Up again, for it is for us. */
        void loopBack(PacketBuffer packet);

        /** To the transport that sent what cannot be sent. */
        void failed(IcmpError error);
    }

    Ipv4Output(Ipv4Sender sender, PacketAllocator allocator, Ipv4Counters counters, Effects effects) {
        this.sender = sender;
        this.allocator = allocator;
        this.counters = counters;
        this.effects = effects;
    }

    /** Sends what a transport hands down. */
    void transmit(Ipv4Actor.Transmit order, long now) {
        Route route = sender.route(order.destination());
        int mtu = route == null ? 0 : sender.pathMtu(order.destination(), route, now);
        Ipv4Drop drop = sender.check(order.packet(), order.source(), route, order.dontFragment(), mtu);
        if (drop != null) {
            counters.group.drop(drop);
            effects.failed(Ipv4Sender.error(order, route, drop, mtu));
            order.packet().release();
            return;
        }
        sender.prepend(order, route);
        if (route.interfaceIndex() == RoutingTable.LOOPBACK_INDEX) {
            counters.loopedBack.increment();
            effects.loopBack(order.packet());
        } else {
            send(order.packet(), route, mtu);
        }
    }

    /** Hands a packet, head at its header, to an interface, in fragments if it has to be. */
    void send(PacketBuffer packet, Route route, int mtu) {
        if (packet.length() <= mtu || packet.segmentSize() > 0) {
            hand(packet, route);
            return;
        }
        Fragmenter.split(packet, mtu, allocator, fragment -> {
            counters.fragmentsSent.increment();
            hand(fragment, route);
        });
    }

    private void hand(PacketBuffer packet, Route route) {
        counters.transmitted.increment();
        effects.transmit(route.interfaceIndex(), route.nextHop(), packet);
    }

    /** Sends to all on the link of an interface. */
    void broadcast(Ipv4Actor.Broadcast order) {
        sender.prependBroadcast(order);
        counters.transmitted.increment();
        effects.transmit(order.index(), Ipv4Address.BROADCAST, order.packet());
    }
}
