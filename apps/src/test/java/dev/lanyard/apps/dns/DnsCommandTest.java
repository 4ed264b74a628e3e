package dev.lanyard.apps.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.apps.testing.Run;
import dev.lanyard.node.service.Services;
import dev.lanyard.simulator.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The dns command against the dns-server service, checklist 60")
class DnsCommandTest {
    private static final String RECORDS =
            "www=10.9.9.1 www=10.9.9.2 alias=CNAME:alias2 alias2=CNAME:www six=2001:db8::1"
                    + " lan=MX:10:mail lan=TXT:hello _web._tcp=SRV:1:2:80:www lan=NS:ns loop=CNAME:loop";

    private World world;

    private void start(String more) {
        world = World.builder()
                .seed(60)
                .lan("lan", "10.0.1.0/24")
                .node("client", "lan", "10.0.1.1")
                .node("server", "lan", "10.0.1.2")
                .services("server", "dns-server " + RECORDS + " " + more)
                .start();
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    private Run run(String line) {
        return Run.start(world, "client", line);
    }

    @ParameterizedTest(name = "dns {0} is {1}, {2} records")
    @CsvSource({
        "www, 10.9.9.1, 2",
        "alias, 10.9.9.1, 4",
        "CNAME alias, alias2., 1",
        "AAAA six, 2001:db8::1, 1",
        "MX lan, 10 mail., 1",
        "TXT lan, \"hello\", 1",
        "SRV _web._tcp, 1 2 80 www., 1",
        "NS lan, ns., 1",
        "10.0.1.1, client., 1",
        "PTR 2.1.0.10.in-addr.arpa, server., 1"
    })
    void types(String words, String data, long answers) {
        start("");
        Run run = run("dns " + words + " @server");
        assertEquals(0, run.result().status(), run.lines::toString);
        assertEquals(answers, run.value("answers"));
        assertEquals(data, run.value("data"));
        assertEquals("10.0.1.2", run.value("server"));
    }

    @Test
    void output() {
        start("");
        Run run = run("dns www @10.0.1.2");
        run.result();
        assertEquals("www. 60 IN A 10.9.9.1", run.lines.get(0));
        assertTrue(run.lines.get(2).matches("2 records, 10\\.0\\.1\\.2, [0-9.]+ ms"), run.lines::toString);
        Run none = run("dns nobody @10.0.1.2");
        assertEquals(1, none.result().status());
        assertEquals("NXDOMAIN", none.value("rcode"));
        assertEquals("dns: nobody A: no such name", none.lines.get(0));
        assertEquals(2, run("dns A B C").result().status());
        assertEquals(2, run("dns WRONG www").result().status());
    }

    @ParameterizedTest
    @CsvSource({
        "--mode=servfail, the name servers cannot say",
        "--mode=wrong-id, no name server answered",
        "--mode=silent, no name server answered",
        "--slow=60s, no name server answered"
    })
    @DisplayName("misbehaving servers")
    void modes(String mode, String text) {
        start(mode);
        Run run = run("dns www @server");
        assertEquals(1, run.result().status());
        assertEquals("dns: www A: " + text, run.lines.get(0));
        if (mode.contains("wrong-id")) {
            assertTrue(world.counters("client").get("dns.dropped.wrong-id") > 0);
        }
    }

    @Test
    @DisplayName("a circle of aliases is given up")
    void circle() {
        start("");
        Run run = run("dns loop @server");
        assertEquals(1, run.result().status());
        assertEquals("dns: loop A: too many aliases, or a circle of them", run.lines.get(0));
    }

    @Test
    @DisplayName("TC → TCP: truncated by the server, and too large for UDP")
    void overTcp() {
        start("--mode=truncate big=TXT:" + "x".repeat(5_000));
        assertEquals(2L, run("dns www @server").value("answers"));
        assertTrue(run("dns TXT big @server").value("data").toString().length() > 5_000);
        assertEquals(2L, world.counters("client").get("dns.tcp-queries"));
        assertTrue(world.runUntil(() -> world.counters("client").get("tcp.connections") == 0, Duration.ofMinutes(5)));
    }

    @Test
    @DisplayName("names are accepted wherever an address is, through the servers and the search list of a node")
    void names() {
        world = World.builder()
                .seed(60)
                .lan("lan", "10.0.1.0/24")
                .node("client", "lan", "10.0.1.1")
                .names(
                        "client",
                        DnsSettings.of(
                                        List.of(Ipv4Address.parse("10.0.1.9"), Ipv4Address.parse("10.0.1.2")),
                                        List.of(DnsName.parse("lan.test")))
                                .withMixCase(true))
                .node("server", "lan", "10.0.1.2")
                .services("server", "dns-server --domain=lan.test www.lan.test=CNAME:server.lan.test")
                .start();
        Run ping = run("ping -i 10ms www");
        assertEquals(3L, ping.value("received"), ping.lines::toString);
        assertEquals("PING www (10.0.1.2) 56 bytes of data.", ping.lines.get(0));
        Run unknown = run("ping nobody");
        assertEquals(1, unknown.result().status());
        assertEquals("ping: nobody: no such name", unknown.lines.get(0));
    }

    @Test
    @DisplayName("a slow server is waited for, and a closed port is not")
    void slow() {
        start("--slow=3s");
        assertEquals(0, run("dns www @server").result().status());
        Run refused = run("dns www @client");
        assertEquals(1, refused.result().status());
        assertEquals("dns: www A: no name server can be reached", refused.lines.get(0));
    }

    @Test
    void arguments() {
        Services services = Services.load();
        for (String line :
                new String[] {"dns-server x", "dns-server a=MX:1", "dns-server a=FOO:1:2", "dns-server --mode=no"}) {
            assertThrows(IllegalArgumentException.class, () -> services.create(line), line);
        }
    }

    @Test
    @DisplayName(
            "60: an answer to another question is dropped; what a lie says of names that nobody asked for is not remembered")
    void lies() {
        world = World.builder()
                .seed(60)
                .lan("lan", "10.0.1.0/24")
                .node("client", "lan", "10.0.1.1")
                .names("client", DnsSettings.of(List.of(Ipv4Address.parse("10.0.1.2")), List.of()))
                .node("server", "lan", "10.0.1.2")
                .services("server", "dns-server www=10.9.9.1 victim=10.9.9.2 --mode=lies")
                .start();
        Run lie = run("dns www");
        assertEquals("192.0.2.66", lie.value("address"));
        assertEquals(1L, lie.value("answers"), "nothing but what was asked for");
        world.node("server").services().change("dns-server --mode=none");
        assertEquals("10.9.9.2", run("dns victim").value("address"));
        assertEquals("10.0.1.2", run("dns server @10.0.1.2").value("address"));
        world.node("server").services().change("dns-server --mode=wrong-question");
        Run other = run("dns never-asked");
        assertEquals(1, other.result().status());
        assertTrue(world.counters("client").get("dns.dropped.wrong-question") > 0);
    }
}
