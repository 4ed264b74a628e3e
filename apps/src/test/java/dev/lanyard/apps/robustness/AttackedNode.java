package dev.lanyard.apps.robustness;

import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.FrameGenerator;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.tcp.TcpSettings;
import dev.lanyard.actors.tcp.TcpTable;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.node.InterfaceSettings;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeSettings;
import dev.lanyard.node.service.Services;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;

/**
 * A node with two interfaces, every service, and a user who keeps it busy, in virtual time: 192.0.2.10 on the first link, and on
 * the second 198.51.100.10 if it is a router, else what DHCP servers say.
 */
final class AttackedNode implements AutoCloseable {
    static final Duration LIMIT = Duration.ofMinutes(5);
    static final Ipv4Address FRIEND = Ipv4Address.parse("192.0.2.11");
    static final Ipv4Address FAR_FRIEND = Ipv4Address.parse("198.51.100.11");
    static final MacAddress FRIEND_MAC = MacAddress.parse("02:00:00:00:00:0b");
    static final MacAddress FAR_FRIEND_MAC = MacAddress.parse("02:00:00:00:01:0b");
    private static final List<String> SERVICES =
            List.of("echo", "discard", "daytime", "chargen", "dns-server here.test=192.0.2.10");
    private static final int POOL = 64;
    /** What servers on the Internet do, so that peers that fell silent cost nothing for ever. */
    private static final TcpSettings KEEP_ALIVE = TcpSettings.builder()
            .keepAlive(Duration.ofMinutes(1), Duration.ofSeconds(10), 3)
            .build();

    final LoopSystem system;
    final VirtualLoop loop;
    final PacketPool pool = new PacketPool(POOL);
    final WatchedLink near;
    final WatchedLink far;
    final Node node;
    final boolean router;
    private final Draw draw;
    private final List<FrameGenerator> generators = new ArrayList<>();

    AttackedNode(boolean router, long seed) throws Exception {
        this.router = router;
        system = LoopSystem.virtual("attacked", seed);
        loop = (VirtualLoop) system.loop();
        draw = new Draw(seed);
        near = new WatchedLink(system, "near", pool);
        far = new WatchedLink(system, "far", pool);
        InterfaceAddress second =
                router ? new InterfaceAddress.Static(Ipv4Prefix.parse("198.51.100.10/24")) : InterfaceAddress.dhcp();
        NodeSettings settings = new NodeSettings(
                        "node",
                        List.of(
                                new InterfaceSettings(
                                        "eth0", mac(0), Ipv4Prefix.parse("192.0.2.10/24"), 0, near.factory()),
                                new InterfaceSettings("eth1", mac(1), second, 0, far.factory())),
                        Optional.of(Ipv4Address.parse("192.0.2.1")),
                        Map.of(),
                        new SplittableRandom(seed),
                        pool,
                        KEEP_ALIVE)
                .withIp(router ? Ipv4Settings.ROUTER : Ipv4Settings.HOST)
                .withDns(DnsSettings.of(List.of(FRIEND), List.of()));
        node = Node.start(system, settings);
        await(Services.load().start(node, SERVICES));
        generators.add(new FrameGenerator(scene(near, mac(0), "192.0.2.", router ? "198.51.100." : "203.0.113.")));
        generators.add(new FrameGenerator(scene(far, mac(1), "198.51.100.", "192.0.2.")));
    }

    private static MacAddress mac(int index) {
        return MacAddress.parse("02:00:00:00:0" + index + ":0a");
    }

    private Scene scene(WatchedLink link, MacAddress mac, String here, String there) {
        List<Scene.Station> stations = new ArrayList<>();
        for (int last : new int[] {1, 11, 12, 13}) {
            long station = mac.value() & ~0xffL | last;
            stations.add(new Scene.Station(new MacAddress(station), Ipv4Address.parse(here + last)));
        }
        List<Ipv4Address> strangers = List.of(
                Ipv4Address.parse(there + "11"), Ipv4Address.parse(there + "99"), Ipv4Address.parse("10.9.8.7"));
        return new Scene(
                draw,
                mac,
                Ipv4Address.parse(here + "10"),
                stations,
                strangers,
                List.of(7, 9, 13, 19, 53, Occupant.SLOW_PORT),
                List.of(7, 9, 13, 19, 53, Occupant.DEAF_PORT, Occupant.DEAF_PORT + 1, Occupant.DEAF_PORT + 2),
                link.overheard);
    }

    /** Sends mutated frames to both interfaces in batches, lets time pass, and keeps the node busy meanwhile. */
    void attack(long frames) {
        Occupant occupant = new Occupant(node, draw, List.of(FRIEND, Ipv4Address.parse("192.0.2.12"), FAR_FRIEND));
        loop.runReady();
        for (long done = 0; done < frames; ) {
            int interfaceIndex = draw.below(2);
            FrameGenerator generator = generators.get(interfaceIndex);
            int count = (int) Math.min(frames - done, draw.between(1, 63));
            List<byte[]> batch = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                batch.add(generator.next());
            }
            (interfaceIndex == 0 ? near : far).arrive(batch);
            loop.runReady();
            done += count;
            pass(draw.oneIn(1000) ? Duration.ofSeconds(20) : Duration.ofMillis(draw.below(50)));
            if (draw.oneIn(8)) {
                occupant.turn();
            }
        }
        occupant.leaveAll();
    }

    /** Lets time pass. */
    void pass(Duration time) {
        long until = loop.clock().nanos() + time.toNanos();
        while (loop.step(until)) {
            // each step runs what is due at one instant
        }
        loop.advance(until);
    }

    /** Gives leases back and waits until everything is over that has an end. */
    void settle() throws Exception {
        if (node.leases().isPresent()) {
            await(node.leases().get().release());
        }
        pass(Duration.ofDays(4)); // the longest that an IGMP querier may say it is to be reckoned with
        node.names().flush();
        loop.runReady();
    }

    TcpTable connections() throws Exception {
        return await(node.connections());
    }

    <T> T await(CompletionStage<T> stage) throws Exception {
        return system.await(stage, LIMIT);
    }

    @Override
    public void close() {
        system.close();
    }
}
