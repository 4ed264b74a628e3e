package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.SourceRoute;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/** What becomes of packets from an interface: they are for us, to be put together, to be passed on, or dropped. */
final class Ipv4Input {
    private final Ipv4Counters counters;
    private final Output output;
    private final Ipv4Sorter sorter = new Ipv4Sorter();
    private final Reassembler reassembler = new Reassembler(new Lost());
    private final Forwarder forwarder;
    private final Ipv4Groups groups;

    /** Where packets go. Those handed over belong to the output. */
    interface Output extends Forwarder.Output, Ipv4Sorter.Taker {}

    /**
     * @param groups that are joined, as they change
     * @param lookup of routes, for what is passed on
     * @param timeOfDay milliseconds since midnight UT
     */
    Ipv4Input(
            Output output, Ipv4Counters counters, Ipv4Groups groups, IntFunction<Route> lookup, IntSupplier timeOfDay) {
        this.output = output;
        this.groups = groups;
        this.counters = counters;
        this.forwarder = new Forwarder(output, counters, lookup, timeOfDay);
    }

    /**
     * Takes packets in, heads at their headers, which are handed over.
     *
     * @param index of the interface
     * @param group whether the link brought them as broadcasts or multicasts
     * @param now nanoseconds of a monotonic clock
     */
    void receive(int index, PacketBatch packets, boolean group, RoutingTable routes, Ipv4Settings settings, long now) {
        int kept = 0;
        for (int i = 0; i < packets.size(); i++) {
            PacketBuffer packet = packets.get(i);
            Ipv4Drop drop = Ipv4Receiver.accept(packet, index, group, routes, groups);
            if (drop == Ipv4Drop.NOT_FOR_US && settings.forwarding() && !group) {
                counters.received.increment();
                Ipv4Receiver.trim(packet);
                forwarder.forward(packet, index, settings, routes);
                continue;
            }
            if (drop == null && settings.strongHost() && isOfAnother(packet, index, routes)) {
                drop = Ipv4Drop.OTHER_INTERFACE;
            }
            if (drop != null) {
                boolean wanted =
                        drop == Ipv4Drop.NOT_OUR_GROUP && settings.forwarding() && Forwarder.isForRouters(packet);
                counters.group.drop(wanted ? Ipv4Drop.MULTICAST_NOT_FORWARDED : drop);
                packet.release();
                continue;
            }
            counters.received.increment();
            if (settings.forwarding() && !group) {
                forwarder.spread(packet, index, settings, routes);
            }
            if (Ipv4Header.length(packet) > Ipv4Header.MINIMUM_LENGTH && !isForUs(packet, settings, routes)) {
                continue;
            }
            packet = Ipv4Receiver.isFragment(packet) ? reassemble(packet, now) : packet;
            if (packet != null) {
                Ipv4Receiver.strip(packet);
                packets.set(kept++, packet);
            }
        }
        packets.truncate(kept);
        sorter.sort(packets, output);
    }

    /** Takes a packet in, head at its header, that the node sent to itself. */
    void receiveOwn(PacketBuffer packet, long now) {
        PacketBuffer whole = Ipv4Receiver.isFragment(packet) ? reassemble(packet, now) : packet;
        if (whole != null) {
            Ipv4Receiver.strip(whole);
            output.take(Ipv4Header.protocol(whole), PacketBatch.of(whole));
        }
    }

    /** Looks at the options of a packet that was sent to us; if it is not for us all the same, it has been taken care of. */
    private boolean isForUs(PacketBuffer packet, Ipv4Settings settings, RoutingTable routes) {
        byte[] options = Ipv4Header.options(packet);
        int problem = IpOptions.problem(options);
        if (problem >= 0) {
            packet.markNetworkHeader();
            counters.group.drop(Ipv4Drop.BAD_OPTION);
            int pointer = Ipv4Header.MINIMUM_LENGTH + problem << 24;
            output.report(IcmpType.PARAMETER_PROBLEM, 0, pointer, packet);
            return false;
        }
        int route = SourceRoute.find(options);
        if (route < 0) {
            return true;
        }
        boolean ended = SourceRoute.next(options, route) == 0;
        // A route that goes on from a broadcast would multiply the packet.
        if (!settings.sourceRoutes() || !ended && !routes.isOwn(packet.getInt(Ipv4Header.DESTINATION_OFFSET))) {
            counters.group.drop(Ipv4Drop.SOURCE_ROUTED);
            packet.release();
            return false;
        }
        if (ended) {
            return true;
        }
        packet.markNetworkHeader();
        forwarder.forwardSourceRouted(packet, options, route, settings, routes);
        return false;
    }

    private static boolean isOfAnother(PacketBuffer packet, int index, RoutingTable routes) {
        int destination = packet.getInt(Ipv4Header.DESTINATION_OFFSET);
        return routes.isOwn(destination) && !routes.isOwnOf(index, destination);
    }

    private PacketBuffer reassemble(PacketBuffer fragment, long now) {
        counters.fragmentsReceived.increment();
        PacketBuffer datagram = reassembler.add(fragment, now);
        if (datagram != null) {
            counters.reassembled.increment();
        }
        return datagram;
    }

    /** Gives up on datagrams that did not become whole in time. */
    void expire(long now) {
        reassembler.expire(now);
    }

    /** When {@link #expire} has something to do, or {@link Long#MAX_VALUE}. */
    long nextDeadline() {
        return reassembler.nextDeadline();
    }

    private final class Lost implements Reassembler.Output {
        @Override
        public void dropped(Ipv4Drop reason) {
            counters.group.drop(reason);
        }

        @Override
        public void timedOut(PacketBuffer first) {
            output.report(IcmpType.TIME_EXCEEDED, IcmpType.REASSEMBLY_TIME_EXCEEDED, 0, first);
        }
    }
}
