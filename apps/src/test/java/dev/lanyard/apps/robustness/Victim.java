package dev.lanyard.apps.robustness;

import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.tcp.TcpLimits;
import dev.lanyard.actors.tcp.TcpSettings;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.node.InterfaceSettings;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * A node whose neighbour misbehaves: 192.0.2.10/24 on {@link #link}, where it knows 192.0.2.11, and 198.51.100.10/24 on
 * {@link #second}, or an address from DHCP instead of the first.
 */
final class Victim implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SECOND_MTU = 600;

    final LoopSystem system = LoopSystem.virtual("victim", 1);
    final VirtualLoop loop = (VirtualLoop) system.loop();
    final WatchedLink link = new WatchedLink(system, "first-link", PacketAllocator.HEAP);
    final WatchedLink second = new WatchedLink(system, "second-link", PacketAllocator.HEAP);
    final Node node;
    private Map<String, Long> mark;

    private Victim(InterfaceAddress address, TcpSettings tcp, UnaryOperator<NodeSettings> change) throws Exception {
        MacAddress secondMac = MacAddress.parse("02:00:00:00:01:0a");
        Ipv4Prefix secondAddress = Ipv4Prefix.parse("198.51.100.10/24");
        NodeSettings settings = new NodeSettings(
                "victim",
                List.of(
                        new InterfaceSettings("eth0", Frames.NODE_MAC, address, 0, link.factory()),
                        new InterfaceSettings("eth1", secondMac, secondAddress, SECOND_MTU, second.factory())),
                Optional.empty(),
                Map.of(),
                new SplittableRandom(1),
                PacketAllocator.HEAP,
                tcp);
        node = Node.start(system, change.apply(settings));
        await(node.network().addNeighbour("eth0", Frames.PEER, Frames.PEER_MAC));
        settle();
        mark();
    }

    static Victim host() throws Exception {
        return with(settings -> settings);
    }

    static Victim router() throws Exception {
        return with(settings -> settings.withIp(Ipv4Settings.ROUTER));
    }

    static Victim withDns() throws Exception {
        return with(settings -> settings.withDns(DnsSettings.of(List.of(Frames.PEER), List.of())));
    }

    static Victim withTcp(TcpLimits limits) throws Exception {
        return with(settings -> settings.withTcpLimits(limits));
    }

    static Victim withTcp(TcpSettings tcp) throws Exception {
        return new Victim(own(), tcp, settings -> settings);
    }

    static Victim withDhcp() throws Exception {
        return new Victim(InterfaceAddress.dhcp(), TcpSettings.DEFAULT, settings -> settings);
    }

    static Victim with(UnaryOperator<NodeSettings> change) throws Exception {
        return new Victim(own(), TcpSettings.DEFAULT, change);
    }

    private static InterfaceAddress own() {
        return new InterfaceAddress.Static(new Ipv4Prefix(Frames.NODE, 24));
    }

    /** Frames arrive, and everything is done that can be done at once. */
    void arrive(byte[]... frames) {
        link.arrive(Arrays.asList(frames));
        settle();
    }

    /** Runs what is ready. */
    void settle() {
        loop.runReady();
    }

    void pass(Duration time) {
        long until = loop.clock().nanos() + time.toNanos();
        while (loop.step(until)) {
            // each step runs what is due at one instant
        }
        loop.advance(until);
    }

    <T> T await(CompletionStage<T> stage) throws Exception {
        return system.await(stage, LIMIT);
    }

    /** What was dropped before does not count. */
    void mark() {
        mark = drops();
    }

    /** One drop of this name is that of the packet that a report is due about, and not what the test is after. */
    void forgive(String counter) {
        settle();
        mark.merge(counter, 1L, Long::sum);
    }

    /** What was dropped since the mark, by counter. */
    Map<String, Long> dropped() {
        Map<String, Long> rise = new TreeMap<>();
        drops().forEach((name, value) -> {
            if (!value.equals(mark.get(name))) {
                rise.put(name, value - mark.get(name));
            }
        });
        return rise;
    }

    private Map<String, Long> drops() {
        Map<String, Long> values = new TreeMap<>(node.counters());
        values.keySet().removeIf(name -> !name.contains(".dropped."));
        return values;
    }

    /** The last packet of a protocol among what the node sent on the first link since {@link WatchedLink#record()}. */
    byte[] lastSent(int protocol) {
        List<byte[]> packets = new ArrayList<>(link.sent);
        packets.removeIf(frame -> Octets.u16(frame, 12) != 0x0800 || frame[Frames.IP + 9] != protocol);
        return packets.get(packets.size() - 1);
    }

    static Ipv4Address address(String text) {
        return Ipv4Address.parse(text);
    }

    @Override
    public void close() {
        system.close();
    }
}
