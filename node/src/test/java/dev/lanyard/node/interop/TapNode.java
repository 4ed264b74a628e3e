package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.node.InterfaceSettings;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeSettings;
import dev.lanyard.node.TapLinkFactory;
import dev.lanyard.os.TapDevice;
import dev.lanyard.os.testing.Interop;
import dev.lanyard.os.testing.KernelNamespace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;

/** The kernel as 10.77.0.1 and a node as 10.77.0.2 on one tap, in a namespace of their own. All frames are checked at the end. */
final class TapNode implements AutoCloseable {
    static final String KERNEL = "10.77.0.1";
    static final String NODE = "10.77.0.2";
    static final Duration LIMIT = Duration.ofSeconds(30);

    final KernelNamespace kernel;
    final LoopSystem system;
    final PacketPool pool = new PacketPool(64);
    final Node node;
    private final CheckedLink link;

    private TapNode(
            KernelNamespace kernel, LoopSystem system, boolean offload, InterfaceAddress address, DnsSettings dns)
            throws IOException {
        this.kernel = kernel;
        this.system = system;
        TapDevice.Settings tap =
                TapDevice.Settings.existing("tap0").withOffload(offload).inNamespace(kernel.name());
        link = new CheckedLink(TapLinkFactory.open(tap, system, pool), system);
        InterfaceSettings eth0 = new InterfaceSettings("eth0", MacAddress.parse("02:00:00:00:00:02"), address, 0, link);
        node = Node.start(
                system,
                new NodeSettings(
                                "node",
                                List.of(eth0),
                                address.fixed().map(own -> Ipv4Address.parse(KERNEL)),
                                Map.of(),
                                new SplittableRandom(1),
                                pool)
                        .withDns(dns));
    }

    static TapNode start(boolean offload) throws IOException {
        Interop.requireKernel();
        KernelNamespace kernel = KernelNamespace.create();
        kernel.tap("tap0", KERNEL + "/24");
        InterfaceAddress address = new InterfaceAddress.Static(Ipv4Prefix.parse(NODE + "/24"));
        return start(kernel, offload, address, DnsSettings.NONE);
    }

    /** A node in a namespace that has a tap0 already; the namespace is closed with it. */
    static TapNode start(KernelNamespace kernel, boolean offload, InterfaceAddress address, DnsSettings dns)
            throws IOException {
        LoopSystem system = null;
        try {
            system = LoopSystem.live("tap-node");
            return new TapNode(kernel, system, offload, address, dns);
        } catch (Throwable e) {
            if (system != null) {
                system.close();
            }
            kernel.close();
            throw e;
        }
    }

    static Endpoint kernelPort(int port) {
        return new Endpoint(Ipv4Address.parse(KERNEL), port);
    }

    <T> T await(CompletionStage<T> stage) throws Exception {
        return system.await(stage, LIMIT);
    }

    /** The link gets its buffers back: soon, for a batch may be on its way through the layers at this moment. */
    void assertReturned(int buffers) throws Exception {
        int available = -1;
        for (int i = 0; i < 100 && available != buffers; i++) {
            available = await(node.delay(Duration.ofMillis(20)).thenApply(elapsed -> pool.available()));
        }
        assertEquals(buffers, available, "buffers lent and not returned");
    }

    /** Ends the node without a word to anybody, as if its process were killed; the namespace stays. */
    void kill() {
        try {
            await(node.crash());
        } catch (Exception e) {
            throw new AssertionError("the node did not stop", e);
        } finally {
            system.close();
        }
    }

    @Override
    public void close() {
        try {
            kill();
        } finally {
            kernel.close();
        }
        link.close();
    }
}
