package dev.lanyard.actors.udp;

import dev.lanyard.actors.dhcp.DhcpGenerator;
import dev.lanyard.actors.dns.DnsGenerator;
import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.Mutator;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.fuzz.PayloadGenerator;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.actors.ip.IpProtocol;

/** UDP datagrams (RFC 768) to ports open and not, with a checksum or none, and what DHCP and DNS put into them. */
public final class UdpGenerator implements PayloadGenerator {
    private static final int DNS = 53;
    private static final int DHCP_SERVER = 67;
    private static final int DHCP_CLIENT = 68;

    private final Scene scene;
    private final Draw draw;
    private final Mutator mutator;
    private final DhcpGenerator dhcp;
    private final DnsGenerator dns;

    public UdpGenerator(Scene scene) {
        this.scene = scene;
        this.draw = scene.draw();
        this.mutator = new Mutator(draw);
        this.dhcp = new DhcpGenerator(scene);
        this.dns = new DnsGenerator(scene);
    }

    @Override
    public Payload next() {
        byte[] query = scene.overheard().query(draw);
        byte[] datagram = scene.overheard().datagram(draw);
        int source = scene.source();
        int destination = scene.destination();
        switch (draw.below(10)) {
            case 0, 1:
                if (query != null) {
                    byte[] answer = damaged(dns.answer(query));
                    int server = draw.oneIn(16) ? source : Octets.u32(query, 16);
                    return datagram(server, Octets.u32(query, 12), DNS, draw.near(Octets.u16(query, 20)), answer);
                }
                return datagram(source, destination, DNS, draw.number(), dns.noise());
            case 2:
                return datagram(source, destination, draw.number(), DNS, damaged(dns.query()));
            case 3:
                byte[] server = damaged(dhcp.fromServer(scene.overheard().lease(draw)));
                return datagram(source, draw.oneIn(2) ? -1 : destination, DHCP_SERVER, DHCP_CLIENT, server);
            case 4:
                byte[] client = damaged(dhcp.fromClient());
                return datagram(draw.oneIn(2) ? 0 : source, -1, DHCP_CLIENT, DHCP_SERVER, client);
            case 5:
                if (datagram != null) {
                    return datagram(
                            Octets.u32(datagram, 16),
                            Octets.u32(datagram, 12),
                            Octets.u16(datagram, 22),
                            Octets.u16(datagram, 20),
                            draw.noise(draw.below(200)));
                }
                return datagram(source, destination, draw.number(), draw.number(), draw.noise(10));
            case 6:
                return datagram(source, destination, draw.number(), draw.number(), draw.noise(draw.below(64)));
            default:
                // Not the port of a service that answers every datagram: two such would talk for ever.
                int port = draw.of(scene.udpPorts());
                int length = draw.oneIn(32) ? draw.below(9000) : draw.below(400);
                return datagram(source, destination, 1024 + draw.below(64), port, draw.noise(length));
        }
    }

    private byte[] damaged(byte[] message) {
        return draw.oneIn(3) ? mutator.mutate(message, 0) : message;
    }

    private Payload datagram(int source, int destination, int sourcePort, int destinationPort, byte[] data) {
        int length = draw.oneIn(40) ? draw.number() : UdpHeader.LENGTH + data.length;
        byte[] octets = new Octets()
                .u16(sourcePort)
                .u16(destinationPort)
                .u16(length)
                .u16(draw.oneIn(5) ? 0 : 1) // 0 says that there is no checksum; anything else is put right later
                .put(data)
                .toArray();
        return new Payload(IpProtocol.UDP, source, destination, octets);
    }
}
