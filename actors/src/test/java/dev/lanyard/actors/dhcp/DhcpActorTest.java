package dev.lanyard.actors.dhcp;

import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.ipv4.RoutingCommand;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpSocketActor;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The actor of DHCP: between clients, IPv4, the port, the resolver and the memory")
class DhcpActorTest {
    private static final Ipv4Address SERVER = Ipv4Address.parse("192.0.2.1");
    private static final Ipv4Prefix OWN = Ipv4Prefix.parse("192.0.2.7/24");
    private static final Ipv4Prefix OTHER = Ipv4Prefix.parse("198.51.100.7/24");

    private final LoopSystem system = LoopSystem.virtual("dhcp-actor", 1);
    private final VirtualLoop loop = (VirtualLoop) system.loop();
    private final DhcpCounters counters = new DhcpCounters();
    private final List<Ipv4Actor.Command> ipv4 = new ArrayList<>();
    private final List<UdpActor.Bind> binds = new ArrayList<>();
    private final List<LayerMessage> socket = new ArrayList<>();
    private final List<List<DhcpParameters>> told = new ArrayList<>();
    private final List<Ipv4Address> probed = new ArrayList<>();
    private final Map<Integer, DhcpClientSettings> settings = new LinkedHashMap<>();
    private final Memory memory = new Memory();
    private boolean broken;
    private boolean taken;
    private int watchers;
    private long until;
    private ActorRef<LayerMessage> dhcp;

    private static final class Memory implements DhcpMemory {
        DhcpRemembered lease;

        @Override
        public Optional<DhcpRemembered> recall() {
            return Optional.ofNullable(lease);
        }

        @Override
        public void remember(DhcpRemembered remembered) {
            lease = remembered;
        }

        @Override
        public void forget() {
            lease = null;
        }
    }

    @AfterEach
    void close() {
        system.close();
    }

    private void start(Map<Integer, DhcpMemory> memories) {
        ActorRef<UdpSocketActor.Command> opened = system.spawn(
                Behaviors.<UdpSocketActor.Command>receiveMessage(message -> {
                    socket.add(message);
                    return Behaviors.same();
                }),
                "socket");
        ActorRef<UdpActor.Command> udp = system.spawn(
                Behaviors.<UdpActor.Command>receiveMessage(message -> {
                    UdpActor.Bind bind = (UdpActor.Bind) message;
                    binds.add(bind);
                    bind.result().complete(new UdpActor.Bound(opened, bind.local(), new CompletableFuture<>()));
                    return Behaviors.same();
                }),
                "udp");
        ActorRef<Ipv4Actor.Command> layer = system.spawn(Behaviors.receiveMessage(this::onIpv4), "ipv4");
        DhcpActor.Environment environment = new DhcpActor.Environment(
                system.clock(),
                new SplittableRandom(59),
                PacketAllocator.HEAP,
                counters,
                layer,
                udp,
                settings,
                memories,
                (index, address) -> {
                    if (broken) {
                        broken = false;
                        throw new IllegalStateException("for the test");
                    }
                    probed.add(address);
                    return CompletableFuture.completedFuture(taken);
                },
                told::add);
        dhcp = system.spawn(DhcpActor.create(environment), "dhcp");
        until = system.clock().nanos();
        run(Duration.ZERO);
    }

    private Behavior<Ipv4Actor.Command> onIpv4(Ipv4Actor.Command message) {
        if (message instanceof InterfaceCommand.WatchLinks watch) {
            watchers++;
            settings.keySet().forEach(index -> watch.watcher().tell(new InterfaceCommand.LinkState(index, true)));
            return Behaviors.same();
        }
        ipv4.add(message);
        if (message instanceof InterfaceCommand.AddAddress add) {
            add.done().complete(null);
        } else if (message instanceof InterfaceCommand.RemoveAddress remove) {
            remove.done().complete(null);
        } else if (message instanceof RoutingCommand.AddRoute add) {
            add.done().complete(null);
        } else if (message instanceof RoutingCommand.RemoveRoute remove) {
            remove.done().complete(null);
        } else if (message instanceof RoutingCommand.LimitMtu limit) {
            limit.done().complete(null);
        } else if (message instanceof RoutingCommand.AddLinkRoute add) {
            add.done().complete(null);
        } else if (message instanceof RoutingCommand.RemoveLinkRoute remove) {
            remove.done().complete(null);
        }
        return Behaviors.same();
    }

    private void run(Duration time) {
        until += time.toNanos();
        while (loop.step(until)) {
            // until then
        }
    }

    private <T extends Ipv4Actor.Command> T next(Class<T> type) {
        assertFalse(ipv4.isEmpty(), () -> "expected " + type.getSimpleName());
        return assertInstanceOf(type, ipv4.remove(0));
    }

    private DhcpMessage sent(int index, DhcpMessageType type) {
        Ipv4Actor.Broadcast sent = next(Ipv4Actor.Broadcast.class);
        assertEquals(index, sent.index());
        byte[] octets = sent.packet().toByteArray();
        byte[] message = Arrays.copyOfRange(octets, UdpHeader.LENGTH, octets.length);
        DhcpMessage parsed = DhcpMessage.parse(message).message();
        assertEquals(type, parsed.type());
        return parsed;
    }

    /** From a server's port to the clients', as UDP hands it over. */
    private void receive(DhcpMessage message) {
        byte[] octets = message.emit();
        PacketBuffer packet = PacketBuffer.allocate(octets.length);
        packet.append(octets, 0, octets.length);
        UdpHeader.prepend(packet, SERVER.value(), 67, -1, 68);
        Ipv4Header.prepend(packet, 0, 1, 0, 64, 17, SERVER.value(), -1);
        packet.markNetworkHeader();
        packet.trimFront(packet.length() - octets.length);
        binds.get(binds.size() - 1).handler().received(null, PacketBatch.of(packet));
        run(Duration.ZERO);
    }

    private static DhcpOptions.Builder options(DhcpMessageType type) {
        return DhcpOptions.builder()
                .put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type.code()})
                .put(DhcpOption.SERVER_IDENTIFIER, SERVER);
    }

    private static DhcpOptions.Builder leased(DhcpMessageType type) {
        return options(type)
                .put(DhcpOption.SUBNET_MASK, Ipv4Address.parse("255.255.255.0"))
                .putInt(DhcpOption.LEASE_TIME, 100);
    }

    private void grant(int index, Ipv4Prefix prefix, DhcpOptions.Builder ack) {
        DhcpMessage discover = sent(index, DhcpMessageType.DISCOVER);
        receive(discover.answer(prefix.address(), leased(DhcpMessageType.OFFER).build()));
        DhcpMessage request = sent(index, DhcpMessageType.REQUEST);
        receive(request.answer(prefix.address(), ack.build()));
    }

    private List<DhcpProtocol.Status> status() {
        CompletableFuture<List<DhcpProtocol.Status>> status = new CompletableFuture<>();
        dhcp.tell(new DhcpProtocol.AskStatus(status));
        run(Duration.ZERO);
        return status.join();
    }

    private boolean isOrdered(Predicate<Ipv4Actor.Command> what) {
        return ipv4.stream().anyMatch(what);
    }

    @Test
    @DisplayName(
            "RFC 2132 §5.1, RFC 3442: address, MTU, routes on the link, then routes by them; all taken back at the end")
    void configures() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        start(Map.of());
        CompletableFuture<DhcpLease> lease = new CompletableFuture<>();
        dhcp.tell(new DhcpProtocol.AwaitLease(lease));
        Ipv4Prefix onLink = Ipv4Prefix.parse("203.0.113.0/24");
        Ipv4Prefix far = Ipv4Prefix.parse("10.0.0.0/8");
        Ipv4Address gateway = Ipv4Address.parse("203.0.113.9");
        grant(
                0,
                OWN,
                leased(DhcpMessageType.ACK)
                        .putShort(DhcpOption.INTERFACE_MTU, 1400)
                        .classlessRoutes(List.of(
                                new DhcpOptions.ClasslessRoute(far, gateway),
                                new DhcpOptions.ClasslessRoute(onLink, Ipv4Address.ANY),
                                new DhcpOptions.ClasslessRoute(
                                        Ipv4Prefix.EVERYWHERE, Ipv4Address.parse("172.16.0.1")))));
        assertEquals(OWN, next(InterfaceCommand.AddAddress.class).prefix());
        assertEquals(1400, next(RoutingCommand.LimitMtu.class).mtu());
        RoutingCommand.AddLinkRoute link = next(RoutingCommand.AddLinkRoute.class);
        assertEquals(onLink, link.network());
        assertEquals(0, link.index());
        RoutingCommand.AddRoute route = next(RoutingCommand.AddRoute.class);
        assertEquals(far, route.network());
        assertEquals(gateway, route.gateway());
        assertTrue(ipv4.isEmpty(), "the default route's gateway is nowhere near");
        assertEquals(OWN, lease.join().prefix());
        assertEquals(List.of(OWN.address()), probed);

        CompletableFuture<Void> released = new CompletableFuture<>();
        dhcp.tell(new DhcpProtocol.Release(Optional.empty(), released));
        run(Duration.ofSeconds(1));
        assertEquals(SERVER.value(), next(Ipv4Actor.Transmit.class).destination());
        assertEquals(far, next(RoutingCommand.RemoveRoute.class).network());
        assertEquals(onLink, next(RoutingCommand.RemoveLinkRoute.class).network());
        assertEquals(OWN.address(), next(InterfaceCommand.RemoveAddress.class).address());
        assertEquals(0, next(RoutingCommand.LimitMtu.class).mtu());
        assertTrue(released.isDone());
        assertEquals(DhcpState.STOPPED, status().get(0).state());
    }

    @Test
    @DisplayName("an MTU of less than 68 (RFC 2132 §5.1) is not applied")
    void impossibleMtu() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        start(Map.of());
        grant(0, OWN, leased(DhcpMessageType.ACK).putShort(DhcpOption.INTERFACE_MTU, 67));
        assertFalse(isOrdered(RoutingCommand.LimitMtu.class::isInstance));
    }

    @Test
    @DisplayName("an address alone on its network (/32) reaches its router by a route on the link")
    void alone() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        start(Map.of());
        grant(
                0,
                OWN,
                leased(DhcpMessageType.ACK)
                        .put(DhcpOption.SUBNET_MASK, Ipv4Address.BROADCAST)
                        .put(DhcpOption.ROUTER, SERVER));
        next(InterfaceCommand.AddAddress.class);
        assertEquals(
                new Ipv4Prefix(SERVER, 32),
                next(RoutingCommand.AddLinkRoute.class).network());
        assertEquals(SERVER, next(RoutingCommand.AddRoute.class).gateway());
    }

    @Test
    @DisplayName("two interfaces: each message goes to the client whose chaddr it names; the resolver hears of both")
    void twoInterfaces() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        settings.put(1, DhcpClientSettings.of(MAC_B));
        start(Map.of());
        DhcpMessage first = sent(0, DhcpMessageType.DISCOVER);
        grant(1, OTHER, leased(DhcpMessageType.ACK).put(DhcpOption.DOMAIN_NAME, "b"));
        assertEquals(1, next(InterfaceCommand.AddAddress.class).index());
        receive(first.answer(OWN.address(), leased(DhcpMessageType.OFFER).build()));
        DhcpMessage request = sent(0, DhcpMessageType.REQUEST);
        receive(request.answer(
                OWN.address(),
                leased(DhcpMessageType.ACK).put(DhcpOption.DOMAIN_NAME, "a").build()));
        assertEquals(0, next(InterfaceCommand.AddAddress.class).index());
        assertEquals(
                List.of(Optional.of("a"), Optional.of("b")),
                told.get(told.size() - 1).stream().map(DhcpParameters::domain).toList());
        dhcp.tell(new DhcpProtocol.Release(Optional.of(0), new CompletableFuture<>()));
        run(Duration.ofSeconds(1));
        assertEquals(
                List.of(Optional.of("b")),
                told.get(told.size() - 1).stream().map(DhcpParameters::domain).toList());
        assertEquals(DhcpState.BOUND, status().get(1).state());
    }

    @Test
    @DisplayName("59: an address that another host has is declined; ten seconds later all begins anew")
    void declines() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        taken = true;
        start(Map.of());
        grant(0, OWN, leased(DhcpMessageType.ACK));
        sent(0, DhcpMessageType.DECLINE);
        run(Duration.ofMillis(9_999));
        assertTrue(ipv4.isEmpty());
        run(Duration.ofMillis(2));
        taken = false;
        grant(0, OTHER, leased(DhcpMessageType.ACK));
        assertEquals(OTHER, next(InterfaceCommand.AddAddress.class).prefix());
    }

    @Test
    @DisplayName("59: a conflict later gives the address up at once and declines it")
    void conflict() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        start(Map.of());
        grant(0, OWN, leased(DhcpMessageType.ACK));
        ipv4.clear();
        dhcp.tell(new DhcpProtocol.Conflict(0));
        dhcp.tell(new DhcpProtocol.Conflict(5));
        run(Duration.ZERO);
        assertEquals(OWN.address(), next(InterfaceCommand.RemoveAddress.class).address());
        sent(0, DhcpMessageType.DECLINE);
    }

    @Test
    @DisplayName(
            "the lease is remembered with its end by the time of day, kept when the node stops, forgotten when released")
    void remembers() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        start(Map.of(0, memory));
        grant(0, OWN, leased(DhcpMessageType.ACK));
        assertEquals(
                new DhcpRemembered(
                        MAC_A,
                        OWN.address(),
                        SERVER,
                        Optional.of(system.clock().instant().plusSeconds(100))),
                memory.lease);
        ipv4.clear();
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        dhcp.tell(new DhcpProtocol.Stop(stopped));
        run(Duration.ofSeconds(1));
        assertTrue(stopped.isDone());
        assertTrue(ipv4.isEmpty(), "nothing is sent, nothing is given up");
        assertEquals(OWN.address(), memory.lease.address());
        dhcp.tell(new DhcpProtocol.Release(Optional.empty(), new CompletableFuture<>()));
        run(Duration.ofSeconds(1));
        assertEquals(null, memory.lease);
    }

    @Test
    @DisplayName(
            "RFC 2131 §3.2: a remembered lease is asked for without DISCOVER; one of another station or that has ended is not")
    void recalls() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        settings.put(1, DhcpClientSettings.of(MAC_B));
        memory.lease = new DhcpRemembered(MAC_A, OWN.address(), SERVER, Optional.empty());
        start(Map.of(0, memory, 1, memory));
        DhcpMessage request = sent(0, DhcpMessageType.REQUEST);
        assertEquals(Optional.of(OWN.address()), request.options().address(DhcpOption.REQUESTED_ADDRESS));
        assertFalse(sent(1, DhcpMessageType.DISCOVER).options().has(DhcpOption.REQUESTED_ADDRESS));
        receive(request.answer(OWN.address(), leased(DhcpMessageType.ACK).build()));
        assertEquals(OWN, next(InterfaceCommand.AddAddress.class).prefix());
    }

    @Test
    @DisplayName("a remembered lease that has ended is wished for; it stays remembered when it ends in use")
    void ended() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        memory.lease = new DhcpRemembered(
                MAC_A, OWN.address(), SERVER, Optional.of(system.clock().instant()));
        start(Map.of(0, memory));
        DhcpMessage discover = sent(0, DhcpMessageType.DISCOVER);
        assertEquals(Optional.of(OWN.address()), discover.options().address(DhcpOption.REQUESTED_ADDRESS));
        receive(discover.answer(OWN.address(), leased(DhcpMessageType.OFFER).build()));
        receive(sent(0, DhcpMessageType.REQUEST)
                .answer(OWN.address(), leased(DhcpMessageType.ACK).build()));
        run(Duration.ofSeconds(101));
        assertTrue(isOrdered(InterfaceCommand.RemoveAddress.class::isInstance));
        assertEquals(OWN.address(), memory.lease.address());
    }

    @Test
    @DisplayName("59: after a failure the lease in use is confirmed, still ends in time, and who waited still waits")
    void restarts() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        settings.put(1, DhcpClientSettings.of(MAC_B));
        start(Map.of());
        DhcpMessage second = sent(0, DhcpMessageType.DISCOVER);
        grant(1, OTHER, leased(DhcpMessageType.ACK));
        ipv4.clear();
        broken = true;
        receive(second.answer(OWN.address(), leased(DhcpMessageType.OFFER).build()));
        receive(sent(0, DhcpMessageType.REQUEST)
                .answer(OWN.address(), leased(DhcpMessageType.ACK).build())); // its probe fails the actor
        assertEquals(2, watchers);
        assertEquals(1, binds.size(), "the port stays open");
        sent(0, DhcpMessageType.DISCOVER);
        DhcpMessage confirm = sent(1, DhcpMessageType.REQUEST);
        assertEquals(Optional.of(OTHER.address()), confirm.options().address(DhcpOption.REQUESTED_ADDRESS));
        run(Duration.ofSeconds(101));
        assertTrue(isOrdered(m -> m instanceof InterfaceCommand.RemoveAddress remove
                && remove.address().equals(OTHER.address())));
    }

    @Test
    @DisplayName("RFC 2131 §3.4: INFORM without a client opens the port, tells the resolver, and closes the port")
    void informs() {
        start(Map.of());
        assertEquals(0, binds.size());
        CompletableFuture<Optional<DhcpParameters>> answer = new CompletableFuture<>();
        dhcp.tell(new DhcpProtocol.Inform(2, DhcpClientSettings.of(MAC_A), OWN.address(), answer));
        run(Duration.ZERO);
        assertEquals(68, binds.get(0).local().port());
        DhcpMessage question = sent(2, DhcpMessageType.INFORM);
        receive(question.withXid(1)
                .answer(Ipv4Address.ANY, options(DhcpMessageType.ACK).build()));
        assertEquals(1, counters.group.dropped(DhcpDrop.UNEXPECTED));
        receive(question.answer(
                Ipv4Address.ANY,
                options(DhcpMessageType.ACK).put(DhcpOption.NTP_SERVERS, SERVER).build()));
        assertEquals(List.of(SERVER), answer.join().orElseThrow().timeServers());
        assertEquals(1, told.size());
        assertInstanceOf(UdpSocketActor.Close.class, socket.get(0));

        CompletableFuture<Optional<DhcpParameters>> nobody = new CompletableFuture<>();
        dhcp.tell(new DhcpProtocol.Inform(2, DhcpClientSettings.of(MAC_A), OWN.address(), nobody));
        run(Duration.ofSeconds(65));
        assertEquals(Optional.empty(), nobody.join());
        assertEquals(2, socket.size());
    }

    @Test
    @DisplayName("questions that wait are bounded, and fail when the actor does")
    void informsAreBounded() {
        settings.put(0, DhcpClientSettings.of(MAC_A));
        start(Map.of());
        List<CompletableFuture<Optional<DhcpParameters>>> answers = new ArrayList<>();
        for (int i = 0; i <= DhcpInforms.LIMIT; i++) {
            answers.add(new CompletableFuture<>());
            dhcp.tell(new DhcpProtocol.Inform(0, settings.get(0), OWN.address(), answers.get(i)));
        }
        run(Duration.ZERO);
        assertTrue(answers.get(DhcpInforms.LIMIT).isCompletedExceptionally());
        assertFalse(answers.get(0).isDone());
        ipv4.subList(1, ipv4.size()).clear(); // all but the DISCOVER
        broken = true;
        grant(0, OWN, leased(DhcpMessageType.ACK));
        assertTrue(answers.get(0).isCompletedExceptionally());
    }
}
