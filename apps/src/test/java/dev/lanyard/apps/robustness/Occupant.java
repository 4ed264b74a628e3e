package dev.lanyard.apps.robustness;

import dev.lanyard.actors.dns.DnsLookup;
import dev.lanyard.actors.dns.DnsType;
import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Who uses a node while it is under attack: always has sockets of every kind open and operations under way, never more than so
 * many, and does not mind how they end.
 */
final class Occupant {
    /** Ports of listeners whose connections are read slowly. */
    static final int SLOW_PORT = 8000;
    /** Sockets that nobody reads. */
    static final int DEAF_PORT = 4000;

    static final int DEAF = 4;
    private static final int CONNECTIONS = 16;
    private static final int LOOKUPS = 8;

    private final Node node;
    private final Draw draw;
    private final List<Ipv4Address> others;
    private final Queue<TcpSocket> connections = new ArrayDeque<>();
    private final List<UdpSocket> udp = new ArrayList<>();
    private TcpListener listener;
    private EchoSocket echo;
    private int opening;
    private int lookups;
    private int turns;

    Occupant(Node node, Draw draw, List<Ipv4Address> others) {
        this.node = node;
        this.draw = draw;
        this.others = others;
        node.listen(SLOW_PORT, 4).thenAccept(taken -> {
            listener = taken;
            accept();
        });
        for (int i = 0; i < DEAF; i++) {
            node.udp(DEAF_PORT + i).thenAccept(udp::add);
        }
        node.udp(0)
                .thenCompose(
                        socket -> socket.connect(new Endpoint(others.get(0), 9)).thenRun(() -> udp.add(socket)));
        node.echo().thenAccept(socket -> echo = socket);
    }

    /** Does one thing more. On the loop's thread. */
    void turn() {
        turns++;
        Ipv4Address other = draw.of(others);
        switch (turns % 8) {
            case 0 -> connect(other);
            case 1 -> lookUp();
            case 2 -> echo.send(other, turns & 0xffff, draw.oneIn(8) ? 4000 : 56, draw.between(1, 64));
            case 3 -> echo.receive();
            case 4 -> draw.of(udp).send(new Endpoint(other, 9), ByteBuffer.wrap(draw.noise(draw.below(600))));
            case 5 -> connections.forEach(Occupant::talk);
            case 6 -> udp.get(udp.size() - 1).receive();
            default -> {
                if (connections.size() > CONNECTIONS / 2) {
                    leave(connections.poll());
                }
            }
        }
    }

    private void accept() {
        listener.accept().thenAccept(socket -> {
            keep(socket);
            accept();
        });
    }

    private void keep(TcpSocket socket) {
        connections.add(socket);
        if (connections.size() > CONNECTIONS) {
            leave(connections.poll());
        }
    }

    private void connect(Ipv4Address other) {
        if (opening < CONNECTIONS) {
            opening++;
            node.connect(new Endpoint(other, draw.of(7, 80))).whenComplete((socket, failure) -> {
                opening--;
                if (socket != null) {
                    keep(socket);
                }
            });
        }
    }

    private static void talk(TcpSocket socket) {
        socket.send(ByteBuffer.allocate(3000));
        socket.receive(ByteBuffer.allocate(100));
    }

    private void leave(TcpSocket socket) {
        if (draw.oneIn(2)) {
            socket.close();
        } else {
            socket.abort();
        }
    }

    private void lookUp() {
        if (lookups < LOOKUPS) {
            lookups++;
            DnsType type = draw.of(List.of(DnsType.A, DnsType.AAAA, DnsType.PTR, DnsType.MX, DnsType.SRV));
            node.names()
                    .lookup(DnsLookup.of("host" + draw.below(10_000) + ".test", type))
                    .whenComplete((answer, failure) -> lookups--);
        }
    }

    /** Aborts and closes everything. */
    void leaveAll() {
        connections.forEach(TcpSocket::abort);
        connections.clear();
        listener.close();
        udp.forEach(UdpSocket::close);
        echo.close();
    }
}
