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
    private final Ipv4Groups groups;

    /** Where packets go. Those handed over belong to the effects. */
    interface Effects {
        /** To a neighbour on an interface; the packet's head is at its header. */
        void transmit(int index, Ipv4Address nextHop, PacketBuffer packet);

        /**
         * Up again, for it is for us.
         *
         * @param index of the interface that it leaves by as well, or {@link RoutingTable#LOOPBACK_INDEX}
         */
        void loopBack(PacketBuffer packet, int index);

        /** To the transport that sent what cannot be sent. */
        void failed(IcmpError error);
    }

    /**
     * @param groups that are joined, as they change
     * @param timeOfDay milliseconds since midnight UT
     */
    Ipv4Output(
            Ipv4Sender sender,
            PacketAllocator allocator,
            Ipv4Counters counters,
            Ipv4Groups groups,
            IntSupplier timeOfDay,
            Effects effects) {
        this.groups = groups;
        this.timeOfDay = timeOfDay;
        this.sender = sender;
        this.allocator = allocator;
        this.counters = counters;
        this.effects = effects;
    }

    /** Sends what a transport hands down. */
    void transmit(Ipv4Actor.Transmit order, long now) {
        Route route = sender.route(order.destination(), order.source());
        if (Ipv4Address.isMulticast(order.destination())) {
            multicast(order, route, true);
            return;
        }
        int mtu = route == null ? 0 : mtu(order, route, now);
        if (refused(order, route, mtu)) {
            return;
        }
        sender.prepend(order, route, timeOfDay);
        if (route.interfaceIndex() == RoutingTable.LOOPBACK_INDEX) {
            loopBack(order.packet(), RoutingTable.LOOPBACK_INDEX);
            return;
        }
        if (route.nextHop().equals(Ipv4Address.BROADCAST)) {
            loopBack(order.packet().copy(), route.interfaceIndex()); // we are among all on that network
        }
        send(order.packet(), route, mtu);
    }

    /**
     * Sends to a group (RFC 1112 §6.1).
     *
     * @param route by the interface that it is to leave by, or null if there is none
     * @param loop whether the node takes a copy if it is in the group there
     */
    void multicast(Ipv4Actor.Transmit order, Route route, boolean loop) {
        int mtu = route == null ? 0 : route.capabilities().mtu();
        if (refused(order, route, mtu)) {
            return;
        }
        PacketBuffer packet = order.packet();
        sender.prepend(order, route, timeOfDay);
        int source = packet.getInt(Ipv4Header.SOURCE_OFFSET);
        if (loop && groups.check(route.interfaceIndex(), order.destination(), source) == null) {
            loopBack(packet.copy(), route.interfaceIndex());
        }
        if (order.ttl() == 0) {
            packet.release();
        } else {
            send(packet, route, mtu);
        }
    }

    /** Whether a packet cannot take the route; if so, its transport has been told and it is gone. */
    private boolean refused(Ipv4Actor.Transmit order, Route route, int mtu) {
        Ipv4Drop drop = sender.check(order, route, mtu);
        if (drop != null) {
            counters.group.drop(drop);
            effects.failed(sender.error(order, route, drop, mtu));
            order.packet().release();
        }
        return drop != null;
    }

    private void loopBack(PacketBuffer packet, int index) {
        counters.loopedBack.increment();
        effects.loopBack(packet, index);
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
            loopBack(packet, RoutingTable.LOOPBACK_INDEX);
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
