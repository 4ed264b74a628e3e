package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.function.IntSupplier;

/** What becomes of packets that the transports hand down: back up to us, to a neighbour, in fragments, or refused. */
final class Ipv4Output {
    private final Ipv4Sender sender;
    private final PacketAllocator allocator;
    private final Ipv4Counters counters;
    private final Effects effects;
    private final IntSupplier timeOfDay;

    /** Where packets go. Those handed over belong to the effects. */
    interface Effects {
        /** To a neighbour on an interface; the packet's head is at its header. */
        void transmit(int index, Ipv4Address nextHop, PacketBuffer packet);

        /** Up again, for it is for us. */
        void loopBack(PacketBuffer packet);

        /** To the transport that sent what cannot be sent. */
        void failed(IcmpError error);
    }

    /**
     * @param timeOfDay milliseconds since midnight UT
     */
    Ipv4Output(
            Ipv4Sender sender,
            PacketAllocator allocator,
            Ipv4Counters counters,
            IntSupplier timeOfDay,
            Effects effects) {
        this.timeOfDay = timeOfDay;
        this.sender = sender;
        this.allocator = allocator;
        this.counters = counters;
        this.effects = effects;
    }

    /** Sends what a transport hands down. */
    void transmit(Ipv4Actor.Transmit order, long now) {
        Route route = sender.route(order.destination(), order.source());
        int mtu = route == null ? 0 : mtu(order, route, now);
        Ipv4Drop drop = sender.check(order, route, mtu);
        if (drop != null) {
            counters.group.drop(drop);
            effects.failed(sender.error(order, route, drop, mtu));
            order.packet().release();
            return;
        }
        sender.prepend(order, route, timeOfDay);
        if (route.interfaceIndex() == RoutingTable.LOOPBACK_INDEX) {
            counters.loopedBack.increment();
            effects.loopBack(order.packet());
        } else {
            send(order.packet(), route, mtu);
        }
    }

    private int mtu(Ipv4Actor.Transmit order, Route route, long now) {
        return order.probe() ? route.capabilities().mtu() : sender.pathMtu(order.destination(), route, now);
    }

    /** Sends a packet with a header that its user wrote; it is not cut into fragments. */
    void transmitWhole(Ipv4Actor.TransmitWhole order) {
        PacketBuffer packet = order.packet();
        Route route = sender.route(order.destination(), packet.getInt(Ipv4Header.SOURCE_OFFSET));
        Ipv4Drop drop = route == null ? sender.noRoute(order.destination()) : null;
        int mtu = route == null ? 0 : route.capabilities().mtu();
        if (route != null && packet.length() > mtu) {
            drop = Ipv4Drop.TOO_LARGE;
        }
        if (drop != null) {
            counters.group.drop(drop);
            int code = sender.code(drop, order.destination());
            effects.failed(Ipv4Sender.unreachable(packet, code, drop == Ipv4Drop.TOO_LARGE ? mtu : 0));
            packet.release();
            return;
        }
        sender.complete(packet, route);
        if (route.interfaceIndex() == RoutingTable.LOOPBACK_INDEX) {
            counters.loopedBack.increment();
            effects.loopBack(packet);
        } else {
            hand(packet, route);
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
