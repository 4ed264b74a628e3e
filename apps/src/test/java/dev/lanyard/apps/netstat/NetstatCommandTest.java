package dev.lanyard.apps.netstat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.tcp.TcpEvent;
import dev.lanyard.apps.testing.Run;
import dev.lanyard.link.lan.Impairments;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import dev.lanyard.simulator.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetstatCommandTest {
    private final World world = World.builder()
            .seed(1)
            .wire("wan", "10.0.0.0/24", Impairments.NONE.withDelay(Duration.ofMillis(5)))
            .node("a", "wan", "10.0.0.1/24")
            .node("b", "wan", "10.0.0.2/24")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void listsListenersConnectionsAndTimeWait() throws Exception {
        Node a = world.node("a");
        List<TcpEvent.Kind> events = new ArrayList<>();
        a.onTcpEvents(event -> events.add(event.kind()));
        BlockingTcpListener listener = world.node("b").blocking().listen(7, 5);
        BlockingTcpSocket first = a.blocking().connect("b", 7);
        BlockingTcpSocket second = a.blocking().connect("b", 7);
        first.output().write(new byte[500]);
        assertEquals(List.of(TcpEvent.Kind.OPENED, TcpEvent.Kind.OPENED), events);
        world.runFor(Duration.ofMillis(50));

        Run server = Run.start(world, "b", "netstat");
        assertEquals(0, server.result().status());
        assertEquals(1L, server.value("listeners"));
        assertEquals(2L, server.value("established"));
        assertTrue(server.lines.get(1).matches("tcp +2 +5 \\*:7 +\\*:\\* +LISTEN"), server.lines::toString);
        assertTrue(
                server.lines.get(2).matches("tcp +[0-9]+ +0 10\\.0\\.0\\.2:7 +10\\.0\\.0\\.1:[0-9]+ +ESTABLISHED"),
                server.lines::toString);

        second.close();
        BlockingTcpSocket acceptedFirst = listener.accept();
        BlockingTcpSocket acceptedSecond = listener.accept();
        acceptedSecond.close();
        acceptedFirst.input().readNBytes(500);
        world.runFor(Duration.ofSeconds(1));
        Run client = Run.start(world, "a", "netstat -i");
        assertEquals(0, client.result().status());
        assertEquals(1L, client.value("time-wait"));
        assertEquals(1L, client.value("established"));
        assertTrue(client.lines.stream().anyMatch(line -> line.contains("cwnd")), client.lines::toString);
        Run listeners = Run.start(world, "b", "netstat -l");
        assertEquals(0, listeners.result().status());
        assertEquals(2, listeners.lines.size());
    }
}
