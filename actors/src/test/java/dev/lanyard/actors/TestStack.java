package dev.lanyard.actors;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpHandler;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.actors.udp.UdpSocketActor;
import dev.lanyard.actors.udp.UdpSocketCommand;
import dev.lanyard.actors.udp.UdpSocketCommand.Membership.Operation;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketPool;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A stack with one interface on a {@link TestWire}, and what tests do with it. */
final class TestStack {
    final NetworkStackActor.Counters counters = new NetworkStackActor.Counters();
    final TestWire wire;
    final ActorRef<LayerMessage> link;
    final ActorRef<NetworkStackActor.Command> ref;
    final NetworkStackActor.Started started;
    private final LoopSystem system;

    TestStack(LoopSystem system, String name, MacAddress mac, Ipv4Address address, PacketPool pool) throws Exception {
        this.system = system;
        wire = new TestWire(pool);
        link = system.spawn(wire.behavior(), name + "-wire");
        CompletableFuture<NetworkStackActor.Started> starting = new CompletableFuture<>();
        PacketAllocator allocator = pool == null ? PacketAllocator.HEAP : pool;
        ref = system.spawn(
                NetworkStackActor.create(
                        new NetworkStackActor.Environment(
                                system.clock(), new SplittableRandom(mac.value()), allocator, counters),
                        List.of(),
                        starting),
                name);
        started = await(starting);
        CompletableFuture<Integer> index = new CompletableFuture<>();
        ref.tell(new NetworkStackActor.AddInterface(
                new NetworkStackActor.Interface("eth0", mac, 1500, List.of(new Ipv4Prefix(address, 24)), link.narrow()),
                index));
        await(index);
    }

    <T> T await(CompletionStage<T> stage) throws ExecutionException, TimeoutException {
        return system.await(stage, Duration.ofSeconds(30));
    }

    CompletableFuture<UdpActor.Bound> opening(Endpoint local, Endpoint remote, UdpOptions options, UdpHandler handler) {
        CompletableFuture<UdpActor.Bound> result = new CompletableFuture<>();
        started.udp().tell(new UdpActor.Bind(local, remote, options, handler, result));
        return result;
    }

    UdpActor.Bound open(int port) throws Exception {
        return await(opening(new Endpoint(Ipv4Address.ANY, port), null, UdpOptions.DEFAULT, null));
    }

    static CompletableFuture<Void> send(UdpActor.Bound socket, Endpoint to, byte[] payload) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        socket.socket().tell(new UdpSocketActor.Send(to, ByteBuffer.wrap(payload), done));
        return done;
    }

    static CompletableFuture<Datagram> receive(UdpActor.Bound socket) {
        CompletableFuture<Datagram> result = new CompletableFuture<>();
        socket.socket().tell(new UdpSocketActor.Receive(result));
        return result;
    }

    CompletableFuture<Integer> join(UdpActor.Bound socket, Ipv4Address group) {
        return membership(socket, Operation.JOIN, group, null);
    }

    CompletableFuture<Integer> membership(
            UdpActor.Bound socket, Operation operation, Ipv4Address group, Ipv4Address source) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        socket.socket().tell(new UdpSocketCommand.Membership(operation, -1, group, source, result));
        return result;
    }

    static CompletableFuture<Void> close(UdpActor.Bound socket) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        socket.socket().tell(new UdpSocketActor.Close(done));
        return done;
    }

    ActorRef<ArpActor.Command> arp() throws Exception {
        CompletableFuture<List<ActorRef<ArpActor.Command>>> arps = new CompletableFuture<>();
        ref.tell(new NetworkStackActor.ListInterfaces(arps));
        return await(arps).get(0);
    }
}
