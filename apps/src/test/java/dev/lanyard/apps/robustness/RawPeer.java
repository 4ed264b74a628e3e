package dev.lanyard.apps.robustness;

import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.node.socket.TcpSocket;
import java.util.concurrent.CompletionStage;

/** The neighbour's end of a TCP connection with a {@link Victim}: sends whatever segments it likes. */
final class RawPeer {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;
    static final int PORT = 1024;

    private final Victim victim;
    private final int remotePort;
    private final int localPort;
    /** Sequence number that the next byte has. */
    int seq = 10_000;
    /** The one expected from the node. */
    int ack;

    RawPeer(Victim victim, int localPort, int remotePort) {
        this.victim = victim;
        this.localPort = localPort;
        this.remotePort = remotePort;
    }

    /** A segment, relative to what is expected next. */
    byte[] segment(int flags, int seqOffset, int ackOffset, byte[] options, byte[] data) {
        byte[] octets = new Octets()
                .u16(localPort)
                .u16(remotePort)
                .u32(seq + seqOffset)
                .u32((flags & ACK) == 0 ? 0 : ack + ackOffset)
                .u8((5 + options.length / 4) << 4)
                .u8(flags)
                .u16(60_000)
                .u16(0)
                .u16(0)
                .put(options)
                .put(data)
                .toArray();
        return Frames.ipv4(Frames.TCP, octets);
    }

    byte[] segment(int flags, int seqOffset, int ackOffset) {
        return segment(flags, seqOffset, ackOffset, new byte[0], new byte[0]);
    }

    byte[] data(int seqOffset, int length) {
        return segment(ACK, seqOffset, 0, new byte[0], new byte[length]);
    }

    static byte[] timestamps(int value, int echo) {
        return new Octets().u16(0x0101).u16(0x080a).u32(value).u32(echo).toArray();
    }

    /** Sends a SYN and takes note of the answer. */
    void open(byte[] options) {
        victim.link.record();
        victim.arrive(segment(SYN, 0, 0, options, new byte[0]));
        byte[] answer = victim.lastSent(Frames.TCP);
        ack = Octets.u32(answer, Frames.TRANSPORT + 4) + 1;
        seq++;
    }

    /** The three segments, and what is dropped from then on counts. */
    RawPeer establish(byte[] options, byte[] later) {
        open(options);
        victim.arrive(segment(ACK, 0, 0, later, new byte[0]));
        victim.mark();
        return this;
    }

    /** A peer of a listener that accepts. */
    static RawPeer connected(Victim victim) throws Exception {
        listen(victim);
        return new RawPeer(victim, PORT, 80).establish(new byte[0], new byte[0]);
    }

    static CompletionStage<TcpSocket> listen(Victim victim) throws Exception {
        return victim.await(victim.node.listen(80, 1)).accept();
    }

    /** A peer that the node opens a connection to: it has got the SYN. */
    static RawPeer called(Victim victim) {
        victim.link.record();
        victim.node.connect(new Endpoint(Frames.PEER, 80));
        victim.settle();
        byte[] syn = victim.lastSent(Frames.TCP);
        RawPeer peer = new RawPeer(victim, 80, Octets.u16(syn, Frames.TRANSPORT));
        peer.ack = Octets.u32(syn, Frames.TRANSPORT + 4) + 1;
        return peer;
    }

    /** Closes from here first, so that the node is the one in LAST_ACK; or from there, so that it ends in TIME_WAIT. */
    static RawPeer inTimeWait(Victim victim, byte[] options, byte[] later) throws Exception {
        CompletionStage<TcpSocket> accepted = listen(victim);
        RawPeer peer = new RawPeer(victim, PORT, 80).establish(options, later);
        victim.await(victim.await(accepted).close());
        victim.settle();
        peer.ack++;
        victim.arrive(peer.segment(FIN | ACK, 0, 0, later, new byte[0]));
        peer.seq++;
        victim.mark();
        return peer;
    }
}
