package dev.lanyard.actors.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.dns.DnsAnswer.Status;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpSocketActor;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.net.BindException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The actor of DNS: between the resolver, its sockets, TCP and who asks, checklist 60")
class DnsActorTest {
    private static final Endpoint FIRST = new Endpoint(Ipv4Address.parse("192.0.2.53"), 53);
    private static final Endpoint SECOND = new Endpoint(Ipv4Address.parse("192.0.2.54"), 53);

    private final LoopSystem system = LoopSystem.virtual("dns-actor", 1);
    private final VirtualLoop loop = (VirtualLoop) system.loop();
    private final DnsCounters counters = new DnsCounters();
    private final List<UdpActor.Bind> binds = new ArrayList<>();
    /** What each socket was told, in the order in which they were opened. */
    private final List<List<UdpSocketActor.Command>> sockets = new ArrayList<>();

    private boolean binding = true;
    private long until;
    private ActorRef<LayerMessage> dns;

    @BeforeEach
    void start() {
        ActorRef<UdpActor.Command> udp = system.spawn(Behaviors.receiveMessage(this::onUdp), "udp");
        DnsActor.Environment environment = new DnsActor.Environment(
                system.clock(), new SplittableRandom(60), counters, udp, Map.of("static", FIRST.address()));
        DnsSettings settings = DnsSettings.of(List.of(FIRST.address(), SECOND.address()), List.of());
        dns = system.spawn(DnsActor.create(environment, settings), "dns");
        until = system.clock().nanos();
    }

    @AfterEach
    void close() {
        system.close();
    }

    private Behavior<UdpActor.Command> onUdp(UdpActor.Command message) {
        UdpActor.Bind bind = (UdpActor.Bind) message;
        binds.add(bind);
        if (binding) {
            complete(bind);
        }
        return Behaviors.same();
    }

    private void complete(UdpActor.Bind bind) {
        List<UdpSocketActor.Command> told = new ArrayList<>();
        sockets.add(told);
        ActorRef<UdpSocketActor.Command> socket = system.spawn(
                Behaviors.<UdpSocketActor.Command>receiveMessage(command -> {
                    told.add(command);
                    return Behaviors.same();
                }),
                "socket-" + sockets.size());
        bind.result().complete(new UdpActor.Bound(socket, bind.local(), new CompletableFuture<>()));
    }

    private void run(Duration time) {
        until += time.toNanos();
        while (loop.step(until)) {
            // until then
        }
    }

    private CompletableFuture<DnsAnswer> look(String name) {
        CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
        dns.tell(new DnsActor.Lookup(DnsLookup.of(name, DnsType.A), answer));
        run(Duration.ZERO);
        return answer;
    }

    /** The question that a socket was told to send. */
    private DnsMessage query(int socket, Endpoint server) {
        UdpSocketActor.Send send =
                assertInstanceOf(UdpSocketActor.Send.class, sockets.get(socket).get(0));
        assertEquals(server, send.destination());
        byte[] octets = new byte[send.payload().remaining()];
        send.payload().duplicate().get(octets);
        return DnsMessage.parse(octets).message();
    }

    private static DnsMessage answer(DnsMessage query) {
        DnsRecord record = DnsRecord.address(query.question().name(), 60, Ipv4Address.parse("198.51.100.1"));
        return query.reply(DnsRcode.NOERROR, false, List.of(record), List.of());
    }

    private void receive(int socket, Endpoint from, DnsMessage message) {
        byte[] octets = message.emit();
        PacketBuffer packet = PacketBuffer.allocate(octets.length);
        packet.append(octets, 0, octets.length);
        UdpHeader.prepend(packet, from.address().value(), from.port(), 0x0a000001, 50_000);
        Ipv4Header.prepend(packet, 0, 1, 0, 64, 17, from.address().value(), 0x0a000001);
        packet.markNetworkHeader();
        packet.trimFront(packet.length() - octets.length);
        binds.get(socket).handler().received(null, PacketBatch.of(packet));
        run(Duration.ZERO);
    }

    private boolean isClosed(int socket) {
        return sockets.get(socket).stream().anyMatch(UdpSocketActor.Close.class::isInstance);
    }

    @Test
    @DisplayName("RFC 5452 §9.2: each query leaves from a socket of its own on a free port, closed with the answer")
    void sockets() {
        CompletableFuture<DnsAnswer> one = look("one.test");
        CompletableFuture<DnsAnswer> two = look("two.test");
        assertEquals(2, binds.size());
        binds.forEach(bind -> assertEquals(new Endpoint(Ipv4Address.ANY, 0), bind.local()));
        assertNotEquals(query(0, FIRST).id(), query(1, FIRST).id());
        receive(0, SECOND, answer(query(0, FIRST)));
        receive(0, new Endpoint(FIRST.address(), 54), answer(query(0, FIRST)));
        receive(1, FIRST, answer(query(0, FIRST)));
        assertFalse(one.isDone(), "neither another address or port nor another socket's");
        assertEquals(2, counters.group.dropped(DnsDrop.WRONG_SOURCE));
        receive(0, FIRST, answer(query(0, FIRST)));
        assertEquals(Status.OK, one.join().status());
        assertTrue(isClosed(0));
        assertFalse(isClosed(1));
        assertFalse(two.isDone());
    }

    @Test
    @DisplayName(
            "no answer: the other server after two seconds, from another socket; a late answer to the first counts")
    void timeout() {
        CompletableFuture<DnsAnswer> answer = look("one.test");
        run(Duration.ofMillis(1_999));
        assertEquals(1, sockets.size());
        run(Duration.ofMillis(1));
        query(1, SECOND);
        receive(0, FIRST, answer(query(0, FIRST)));
        assertEquals(Status.OK, answer.join().status());
        assertTrue(isClosed(0) && isClosed(1));
        run(Duration.ofMinutes(1));
        assertEquals(2, sockets.size(), "no timer is left");
    }

    @Test
    @DisplayName("a port that cannot be had, a send that fails and an ICMP error each send the question on at once")
    void failures() {
        binding = false;
        CompletableFuture<DnsAnswer> answer = look("one.test");
        binding = true;
        binds.get(0).result().completeExceptionally(new BindException("none is free"));
        run(Duration.ZERO);
        UdpSocketActor.Send send = (UdpSocketActor.Send) sockets.get(0).get(0);
        assertEquals(SECOND, send.destination());
        send.done().completeExceptionally(new SocketException("no route"));
        run(Duration.ZERO);
        query(1, FIRST);
        binds.get(2).handler().failed(null, null);
        run(Duration.ZERO);
        receive(3 - 1, SECOND, answer(query(2, SECOND)));
        assertFalse(answer.isDone(), "that port is closed already");
        receive(3, SECOND, answer(query(2, SECOND)));
        assertEquals(Status.OK, answer.join().status());
    }

    @Test
    @DisplayName("a socket that opens when nobody waits for it any more is closed at once")
    void tooLate() {
        binding = false;
        CompletableFuture<DnsAnswer> answer = look("one.test");
        dns.tell(new DnsActor.Configure(DnsSettings.NONE));
        run(Duration.ZERO);
        assertEquals(Status.NO_SERVERS, answer.join().status());
        complete(binds.get(0));
        run(Duration.ZERO);
        assertTrue(isClosed(0));
    }

    @Test
    @DisplayName(
            "60: TC → the same question by TCP to the same server; without TCP, and if that fails, the next server")
    void overTcp() {
        List<Endpoint> asked = new ArrayList<>();
        List<CompletableFuture<byte[]>> exchanges = new ArrayList<>();
        CompletableFuture<DnsAnswer> answer = look("one.test");
        DnsMessage query = query(0, FIRST);
        receive(0, FIRST, truncated(query));
        query(1, SECOND);
        dns.tell(new DnsActor.UseTcp((server, message, limit) -> {
            asked.add(server);
            exchanges.add(new CompletableFuture<>());
            return exchanges.get(exchanges.size() - 1);
        }));
        receive(1, SECOND, truncated(query(1, SECOND)));
        assertEquals(List.of(SECOND), asked);
        assertTrue(isClosed(1));
        exchanges.get(0).complete(answer(query(1, SECOND)).emit());
        run(Duration.ZERO);
        assertEquals(Status.OK, answer.join().status());
        assertEquals(2, counters.tcpQueries.get());
    }

    private static DnsMessage truncated(DnsMessage query) {
        DnsMessage reply = query.reply(DnsRcode.NOERROR, false, List.of(), List.of());
        return new DnsMessage(
                reply.id(),
                reply.flags().withTruncated(true),
                reply.rcode(),
                reply.questions(),
                List.of(),
                List.of(),
                List.of(),
                reply.edns());
    }

    @Test
    @DisplayName(
            "36: when it fails, those who wait hear of it, sockets close; settings of last time stay, the cache is empty")
    void restart() {
        DnsSettings changed = DnsSettings.of(List.of(SECOND.address()), List.of(DnsName.parse("lan")));
        dns.tell(new DnsActor.Configure(changed));
        CompletableFuture<DnsAnswer> known = look("known.test");
        receive(0, SECOND, answer(query(0, SECOND)));
        assertEquals(Status.OK, known.join().status());
        CompletableFuture<DnsAnswer> waiting = look("one.test");
        dns.tell(new DnsActor.UseTcp((server, message, limit) -> {
            throw new IllegalStateException("for the test");
        }));
        receive(1, SECOND, truncated(query(1, SECOND)));
        ExecutionException failure = assertThrows(ExecutionException.class, waiting::get);
        assertInstanceOf(SocketException.class, failure.getCause());
        CompletableFuture<DnsSettings> settings = new CompletableFuture<>();
        dns.tell(new DnsActor.AskSettings(settings));
        CompletableFuture<DnsAnswer> again = look("known.test");
        assertEquals(changed, settings.join());
        query(2, SECOND);
        assertFalse(again.isDone());
        run(Duration.ofMinutes(1));
        assertEquals(Status.TIMED_OUT, again.join().status());
    }

    @Test
    @DisplayName("static names and the cache answer without a socket; after a flush a server is asked again")
    void known() {
        assertEquals(FIRST.address(), look("static").join().addresses().get(0));
        assertEquals(0, binds.size());
        look("one.test");
        receive(0, FIRST, answer(query(0, FIRST)));
        assertEquals(Status.OK, look("one.test").join().status());
        assertEquals(1, binds.size());
        dns.tell(new DnsActor.Flush());
        assertFalse(look("one.test").isDone());
        assertEquals(2, binds.size());
    }
}
