package dev.lanyard.actors.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.dns.DnsAnswer.Status;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The resolver's logic in virtual time (RFC 1034 §5.3, RFC 1035 §7, RFC 2308, RFC 5452)")
class DnsResolverTest {
    private static final Endpoint FIRST = new Endpoint(Ipv4Address.parse("192.0.2.53"), 53);
    private static final Endpoint SECOND = new Endpoint(Ipv4Address.parse("192.0.2.54"), 53);
    private static final long SECONDS = Duration.ofSeconds(1).toNanos();

    private final DnsCounters counters = new DnsCounters();
    private final List<DnsAction> actions = new ArrayList<>();
    private DnsSettings settings = DnsSettings.of(List.of(FIRST.address(), SECOND.address()), List.of());
    private Map<String, Ipv4Address> hosts = Map.of();
    private DnsResolver resolver;
    private long now;
    private long sequence;

    private DnsResolver resolver() {
        if (resolver == null) {
            resolver = new DnsResolver(settings, hosts, new SplittableRandom(60), counters);
        }
        return resolver;
    }

    private void look(String name, DnsType type) {
        actions.addAll(resolver().lookup(++sequence, DnsLookup.of(name, type), now));
    }

    /** The next thing that the resolver wants done. */
    private <T extends DnsAction> T next(Class<T> type) {
        assertFalse(actions.isEmpty(), "nothing to be done, but expected " + type.getSimpleName());
        return assertInstanceOf(type, actions.remove(0));
    }

    private DnsAction.SendUdp sent(Endpoint server) {
        DnsAction.SendUdp sent = next(DnsAction.SendUdp.class);
        assertEquals(server, sent.server());
        return sent;
    }

    private static DnsMessage read(byte[] octets) {
        return DnsMessage.parse(octets).message();
    }

    private void reply(DnsAction.SendUdp to, int rcode, List<DnsRecord> records, List<DnsRecord> authority) {
        receive(to, read(to.message()).reply(rcode, false, records, authority));
    }

    private void receive(DnsAction.SendUdp to, DnsMessage answer) {
        actions.addAll(resolver().received(to.attempt(), to.server(), answer.emit(), now));
    }

    private DnsAnswer answer() {
        while (actions.get(0) instanceof DnsAction.Close) {
            actions.remove(0);
        }
        return next(DnsAction.Answer.class).answer();
    }

    private void pass(double seconds) {
        now += (long) (seconds * SECONDS);
        if (resolver().nextDeadline() <= now) {
            actions.addAll(resolver().elapsed(now));
        }
    }

    private static DnsRecord a(String name, long ttl, String address) {
        return DnsRecord.address(DnsName.parse(name), ttl, Ipv4Address.parse(address));
    }

    private static DnsRecord cname(String name, String target) {
        return DnsRecord.target(DnsName.parse(name), DnsType.CNAME, 60, DnsName.parse(target));
    }

    private static List<DnsRecord> soa(String zone, long ttl, long minimum) {
        DnsName name = DnsName.parse(zone);
        return List.of(new DnsRecord(name, DnsType.SOA, ttl, new DnsData.Soa(name, name, 1, 1, 1, 1, minimum)));
    }

    @Test
    @DisplayName("a question, its answer, and the cache until the TTL is over, checklist 60")
    void positiveCache() {
        look("www.example.org", DnsType.A);
        reply(sent(FIRST), 0, List.of(a("www.example.org", 10, "192.0.2.1")), List.of());
        assertEquals(List.of(Ipv4Address.parse("192.0.2.1")), answer().addresses());
        pass(9);
        look("WWW.example.ORG", DnsType.A);
        DnsAnswer cached = answer();
        assertEquals(Optional.empty(), cached.server());
        assertEquals(1, cached.records().get(0).ttl());
        pass(1);
        look("www.example.org", DnsType.A);
        sent(FIRST);
        assertEquals(1, counters.cacheHits.get());
    }

    @Test
    @DisplayName("a TTL of 0 is used once and not remembered (RFC 1035 §3.2.1)")
    void zeroTtl() {
        look("www.example.org", DnsType.A);
        reply(sent(FIRST), 0, List.of(a("www.example.org", 0, "192.0.2.1")), List.of());
        assertEquals(Status.OK, answer().status());
        look("www.example.org", DnsType.A);
        sent(FIRST);
    }

    @Test
    @DisplayName("wrong id, server, port or question is dropped and the right answer still taken, checklist 60")
    void forgeries() {
        look("www.example.org", DnsType.A);
        DnsAction.SendUdp query = sent(FIRST);
        DnsMessage good =
                read(query.message()).reply(0, false, List.of(a("www.example.org", 60, "192.0.2.1")), List.of());
        DnsMessage other =
                DnsMessage.query(good.id(), new DnsQuestion(DnsName.parse("x.org"), DnsType.A), Optional.empty());
        receive(query, good.withId(good.id() ^ 1));
        receive(query, other.reply(0, false, List.of(a("x.org", 60, "192.0.2.9")), List.of()));
        receive(query, read(query.message()));
        resolver().received(query.attempt(), SECOND, good.emit(), now);
        resolver().received(query.attempt(), new Endpoint(FIRST.address(), 54), good.emit(), now);
        resolver().received(query.attempt(), FIRST, new byte[5], now);
        resolver().received(99, FIRST, good.emit(), now);
        assertEquals(List.of(), actions);
        assertEquals(1, counters.group.dropped(DnsDrop.WRONG_ID));
        assertEquals(1, counters.group.dropped(DnsDrop.WRONG_QUESTION));
        assertEquals(1, counters.group.dropped(DnsDrop.WRONG_DIRECTION));
        assertEquals(2, counters.group.dropped(DnsDrop.WRONG_SOURCE));
        assertEquals(1, counters.group.dropped(DnsDrop.TRUNCATED));
        assertEquals(1, counters.group.dropped(DnsDrop.LATE));
        receive(query, good);
        assertEquals(Status.OK, answer().status());
    }

    @Test
    @DisplayName("records that do not answer the question are neither used nor remembered (RFC 5452 §6)")
    void poison() {
        look("www.example.org", DnsType.A);
        List<DnsRecord> records = List.of(a("bank.example", 60, "192.0.2.66"), a("www.example.org", 60, "192.0.2.1"));
        reply(sent(FIRST), 0, records, List.of());
        assertEquals(1, answer().records().size());
        look("bank.example", DnsType.A);
        sent(FIRST);
    }

    @Test
    @DisplayName("identifiers differ from query to query (RFC 5452 §9.2)")
    void identifiers() {
        look("a.example.org", DnsType.A);
        look("b.example.org", DnsType.A);
        assertNotEquals(
                read(sent(FIRST).message()).id(), read(sent(FIRST).message()).id());
    }

    @Test
    @DisplayName("two look-ups of one name share a question (RFC 5452 §5)")
    void shared() {
        look("www.example.org", DnsType.A);
        look("www.example.org", DnsType.A);
        DnsAction.SendUdp query = sent(FIRST);
        assertEquals(List.of(), actions);
        reply(query, 0, List.of(a("www.example.org", 60, "192.0.2.1")), List.of());
        assertEquals(Status.OK, answer().status());
        assertEquals(Status.OK, answer().status());
    }

    @Test
    @DisplayName("servers in turn, rounds with back-off, a late answer counts, checklist 60: failover")
    void failover() {
        look("www.example.org", DnsType.A);
        DnsAction.SendUdp first = sent(FIRST);
        pass(1.9);
        assertEquals(List.of(), actions);
        pass(0.1);
        sent(SECOND);
        pass(2);
        sent(FIRST);
        pass(3.9);
        assertEquals(List.of(), actions);
        pass(0.1);
        sent(SECOND);
        reply(first, 0, List.of(a("www.example.org", 60, "192.0.2.1")), List.of());
        assertEquals(Status.OK, answer().status());
        assertEquals(Long.MAX_VALUE, resolver().nextDeadline());
    }

    @Test
    @DisplayName("nobody answers: the look-up ends after three rounds, and no timer is left")
    void silence() {
        look("www.example.org", DnsType.A);
        for (int i = 0; i < 100; i++) {
            pass(1);
        }
        assertEquals(
                6, actions.stream().filter(DnsAction.SendUdp.class::isInstance).count());
        actions.removeIf(DnsAction.SendUdp.class::isInstance);
        assertEquals(Status.TIMED_OUT, answer().status());
        assertEquals(Long.MAX_VALUE, resolver().nextDeadline());
    }

    @Test
    @DisplayName("a server that failed is asked last for a while, then first again")
    void aside() {
        look("a.example.org", DnsType.A);
        sent(FIRST);
        pass(2);
        reply(sent(SECOND), 0, List.of(a("a.example.org", 60, "192.0.2.1")), List.of());
        answer();
        actions.clear();
        look("b.example.org", DnsType.A);
        sent(SECOND);
        pass(2);
        sent(FIRST);
        actions.clear();
        pass(60);
        actions.clear();
        look("c.example.org", DnsType.A);
        assertInstanceOf(DnsAction.SendUdp.class, actions.get(0));
    }

    @Test
    @DisplayName("SERVFAIL and REFUSED send the question to the next server at once")
    void serverFailure() {
        settings = settings.withTimeout(Duration.ofSeconds(2), 1);
        look("www.example.org", DnsType.A);
        reply(sent(FIRST), DnsRcode.SERVFAIL, List.of(), List.of());
        next(DnsAction.Close.class);
        reply(sent(SECOND), DnsRcode.REFUSED, List.of(), List.of());
        DnsAnswer answer = answer();
        assertEquals(Status.SERVER_FAILURE, answer.status());
        assertEquals(DnsRcode.REFUSED, answer.rcode());
    }

    @Test
    @DisplayName("a closed port sends the question to the next server at once")
    void unreachable() {
        look("www.example.org", DnsType.A);
        actions.addAll(resolver().failed(sent(FIRST).attempt(), now));
        next(DnsAction.Close.class);
        sent(SECOND);
    }

    @Test
    @DisplayName("a server that does not know EDNS0 is asked without (RFC 6891 §6.2.2)")
    void withoutEdns() {
        look("www.example.org", DnsType.A);
        DnsAction.SendUdp query = sent(FIRST);
        assertEquals(1232, read(query.message()).edns().orElseThrow().payloadSize());
        reply(query, DnsRcode.FORMERR, List.of(), List.of());
        next(DnsAction.Close.class);
        DnsAction.SendUdp again = sent(FIRST);
        assertTrue(read(again.message()).edns().isEmpty());
        reply(again, 0, List.of(a("www.example.org", 60, "192.0.2.1")), List.of());
        assertEquals(Status.OK, answer().status());
    }

    @Test
    @DisplayName("TC → the same question over TCP; if that fails, the next server, checklist 60")
    void truncated() {
        look("www.example.org", DnsType.A);
        DnsAction.SendUdp query = sent(FIRST);
        DnsMessage cut = read(query.message()).reply(0, false, List.of(), List.of());
        receive(
                query,
                new DnsMessage(
                        cut.id(),
                        cut.flags().withTruncated(true),
                        0,
                        cut.questions(),
                        List.of(),
                        List.of(),
                        List.of(),
                        cut.edns()));
        DnsAction.SendTcp tcp = next(DnsAction.SendTcp.class);
        assertEquals(FIRST, tcp.server());
        assertEquals(query.attempt(), tcp.attempt());
        pass(3);
        assertEquals(List.of(), actions);
        actions.addAll(resolver().failed(tcp.attempt(), now));
        next(DnsAction.Close.class);
        sent(SECOND);
        assertEquals(1, counters.tcpQueries.get());
    }

    @Test
    @DisplayName("a chain of aliases in one answer is followed and each link remembered, checklist 60")
    void chain() {
        look("www.example.org", DnsType.A);
        reply(
                sent(FIRST),
                0,
                List.of(cname("b.org", "c.org"), cname("www.example.org", "b.org"), a("c.org", 60, "192.0.2.1")),
                List.of());
        DnsAnswer answer = answer();
        assertEquals(3, answer.records().size());
        assertEquals("www.example.org.", answer.name().toString());
        look("b.org", DnsType.A);
        assertEquals(List.of("192.0.2.1"), answer().texts(DnsType.A));
    }

    @Test
    @DisplayName("an alias of which the server says no more is asked for (RFC 1034 §5.2.2)")
    void chainOverSeveralAnswers() {
        look("www.example.org", DnsType.A);
        reply(sent(FIRST), 0, List.of(cname("www.example.org", "b.org")), List.of());
        next(DnsAction.Close.class);
        DnsAction.SendUdp second = sent(FIRST);
        assertEquals("b.org.", read(second.message()).question().name().toString());
        reply(second, 0, List.of(a("b.org", 60, "192.0.2.1")), List.of());
        assertEquals(2, answer().records().size());
    }

    @Test
    @DisplayName("a circle of aliases ends, in one answer and over several, checklist 60")
    void circle() {
        look("a.org", DnsType.A);
        reply(sent(FIRST), 0, List.of(cname("a.org", "b.org"), cname("b.org", "a.org")), List.of());
        assertEquals(Status.CHAIN_TOO_LONG, answer().status());
        look("n0.org", DnsType.A);
        for (int i = 0; actions.stream().noneMatch(DnsAction.Answer.class::isInstance); i++) {
            actions.removeIf(DnsAction.Close.class::isInstance);
            reply(sent(FIRST), 0, List.of(cname("n" + i + ".org", "n" + (i + 1) + ".org")), List.of());
            assertTrue(i < 20);
        }
        assertEquals(Status.CHAIN_TOO_LONG, answer().status());
    }

    @Test
    @DisplayName(
            "NXDOMAIN is remembered for all types, NODATA for its own, as long as SOA says (RFC 2308 §5), checklist 60")
    void negativeCache() {
        look("no.example.org.", DnsType.A);
        reply(sent(FIRST), DnsRcode.NXDOMAIN, List.of(), soa("example.org", 900, 30));
        assertEquals(Status.NO_SUCH_NAME, answer().status());
        look("no.example.org.", DnsType.MX);
        assertEquals(Status.NO_SUCH_NAME, answer().status());
        look("is.example.org.", DnsType.AAAA);
        reply(sent(FIRST), 0, List.of(), soa("example.org", 10, 900));
        assertEquals(Status.NO_DATA, answer().status());
        pass(9);
        look("is.example.org.", DnsType.AAAA);
        assertEquals(Status.NO_DATA, answer().status());
        look("is.example.org.", DnsType.A);
        reply(sent(FIRST), 0, List.of(), List.of());
        assertEquals(Status.NO_DATA, answer().status());
        look("is.example.org.", DnsType.A);
        sent(FIRST); // without SOA it is not remembered
        pass(1);
        look("is.example.org.", DnsType.AAAA);
        sent(FIRST);
        pass(20);
        actions.clear();
        look("no.example.org.", DnsType.A);
        assertInstanceOf(DnsAction.SendUdp.class, actions.get(0));
    }

    @Test
    @DisplayName(
            "the search list: few dots below it first, many dots as they are first, a dot at the end never, checklist 60")
    void searchList() {
        settings = settings.withSearchList(List.of(DnsName.parse("one.example"), DnsName.parse("two.example")));
        assertEquals(List.of("www.one.example.", "www.two.example.", "www."), asked("www"));
        assertEquals(List.of("a.b.", "a.b.one.example.", "a.b.two.example."), asked("a.b"));
        assertEquals(List.of("c."), asked("c."));
        assertEquals(List.of("\\.d.one.example.", "\\.d.two.example.", "\\.d."), asked("\\.d"));
    }

    private List<String> asked(String name) {
        List<String> names = new ArrayList<>();
        look(name, DnsType.A);
        while (actions.stream().noneMatch(DnsAction.Answer.class::isInstance)) {
            actions.removeIf(DnsAction.Close.class::isInstance);
            DnsAction.SendUdp query = sent(FIRST);
            names.add(read(query.message()).question().name().toString());
            reply(query, DnsRcode.NXDOMAIN, List.of(), List.of());
        }
        assertEquals(Status.NO_SUCH_NAME, answer().status());
        return names;
    }

    @Test
    @DisplayName("static names, both ways, and localhost (RFC 6761 §6.3) need no server")
    void staticNames() {
        hosts = Map.of("web", Ipv4Address.parse("192.0.2.80"), "not a..name", Ipv4Address.ANY);
        look("WEB", DnsType.A);
        assertEquals(List.of("192.0.2.80"), answer().texts(DnsType.A));
        look("80.2.0.192.in-addr.arpa", DnsType.PTR);
        assertEquals(List.of("web."), answer().texts(DnsType.PTR));
        look("localhost", DnsType.A);
        assertEquals(List.of("127.0.0.1"), answer().texts(DnsType.A));
        look("a..b", DnsType.A);
        assertEquals(Status.BAD_NAME, answer().status());
    }

    @Test
    @DisplayName("0x20: an answer with other letters' case is not believed, and asked for again over TCP")
    void mixedCase() {
        settings = settings.withMixCase(true);
        look("www.example.org", DnsType.A);
        DnsAction.SendUdp query = sent(FIRST);
        DnsMessage asked = read(query.message());
        assertFalse(asked.question().name().isSameIncludingCase(DnsName.parse("www.example.org")));
        DnsMessage lower = DnsMessage.query(
                asked.id(), new DnsQuestion(DnsName.parse("www.example.org"), DnsType.A), Optional.empty());
        receive(query, lower.reply(0, false, List.of(a("www.example.org", 60, "192.0.2.66")), List.of()));
        next(DnsAction.SendTcp.class);
        assertEquals(1, counters.group.dropped(DnsDrop.WRONG_CASE));
        reply(query, 0, List.of(a("www.example.org", 60, "192.0.2.1")), List.of());
        assertEquals(List.of("192.0.2.1"), answer().texts(DnsType.A));
    }

    @Test
    @DisplayName("without servers, and after they changed")
    void configured() {
        settings = settings.withServers(List.of());
        look("www.example.org", DnsType.A);
        assertEquals(Status.NO_SERVERS, answer().status());
        resolver().configure(settings.withServers(List.of(SECOND)), now);
        look("www.example.org", DnsType.A);
        sent(SECOND);
        actions.addAll(resolver().configure(settings.withServers(List.of(FIRST)), now));
        assertEquals(Status.NO_SERVERS, answer().status());
    }

    @Test
    @DisplayName("the cache and the questions on their way are bounded")
    void bounded() {
        for (int i = 0; i <= DnsQueries.MAXIMUM; i++) {
            look("n" + i + ".example.org", DnsType.A);
        }
        assertEquals(
                Status.BUSY,
                ((DnsAction.Answer) actions.get(actions.size() - 1)).answer().status());
        DnsCache cache = new DnsCache(2);
        for (int i = 0; i < 5; i++) {
            cache.put(DnsName.parse("n" + i), DnsType.A, List.of(a("n" + i, 60, "192.0.2.1")), 0);
        }
        assertEquals(2, cache.size());
        assertTrue(cache.get(DnsName.parse("n4"), DnsType.A, 0) != null);
    }

    @Test
    @DisplayName("random and mutated answers never throw nor leave a timer, checklist 62")
    void fuzz() {
        SplittableRandom random = new SplittableRandom(62);
        byte[] valid = DnsMessageTest.everything().emit();
        for (int i = 0; i < 2_000; i++) {
            look("n" + i + ".example.org", DnsType.A);
            for (int j = 0; j < 60 && resolver().nextDeadline() != Long.MAX_VALUE; j++) {
                for (DnsAction action : List.copyOf(actions)) {
                    if (action instanceof DnsAction.SendUdp query && random.nextInt(3) > 0) {
                        byte[] octets = random.nextBoolean()
                                ? valid.clone()
                                : read(query.message())
                                        .reply(
                                                0,
                                                false,
                                                DnsMessageTest.everything().answers(),
                                                List.of())
                                        .emit();
                        octets[random.nextInt(octets.length)] = (byte) random.nextInt();
                        octets[0] = query.message()[0];
                        octets[1] = query.message()[1];
                        actions.addAll(resolver().received(query.attempt(), query.server(), octets, now));
                    }
                    actions.remove(action);
                }
                pass(2);
            }
            assertEquals(Long.MAX_VALUE, resolver().nextDeadline());
            actions.clear();
        }
    }
}
