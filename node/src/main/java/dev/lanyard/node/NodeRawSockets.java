package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.packet.PacketCommand;
import dev.lanyard.actors.raw.RawCommand;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.node.socket.PacketSocket;
import dev.lanyard.node.socket.RawSocket;
import java.util.concurrent.CompletionStage;

/** Opens the sockets of a node that see whole datagrams and whole frames. Threads as in {@link Node}. */
public final class NodeRawSockets {
    /** {@link #packet(String, int, FrameFilter, int)}: bytes that wait to be received unless told otherwise. */
    public static final int RECEIVE_BUFFER = 2 << 20;

    /** {@link #packet(String, int, FrameFilter, int)}: frames of all EtherTypes. */
    public static final int ANY = 0;

    private final NodeSettings settings;
    private final Operations operations;
    private final ActorRef<RawCommand> raw;
    private final ActorRef<PacketCommand> packets;

    NodeRawSockets(NodeSettings settings, NodeActor.Layers layers, Operations operations) {
        this.settings = settings;
        this.operations = operations;
        this.raw = layers.lower().raw();
        this.packets = layers.lower().packets();
    }

    /**
     * Opens a raw socket that hears everybody.
     *
     * @param protocol IP protocol number, 0 to 255
     */
    public CompletionStage<RawSocket> raw(int protocol) {
        return raw(protocol, Ipv4Address.ANY, RawOptions.DEFAULT);
    }

    /**
     * Opens a raw socket. Fails with {@link java.net.BindException} if the address is not the node's.
     *
     * @param protocol IP protocol number, 0 to 255; 255 only sends, with headers that the user writes
     * @param local an address of the node, a broadcast address or group that packets are sent to, or 0.0.0.0 for all
     */
    public CompletionStage<RawSocket> raw(int protocol, Ipv4Address local, RawOptions options) {
        return operations
                .<RawCommand.Opened>submit(result -> raw.tell(new RawCommand.Open(protocol, local, options, result)))
                .thenApply(opened -> new ActorRawSocket(raw, protocol, opened));
    }

    /** Opens a packet socket that sees all frames of an interface. */
    public CompletionStage<PacketSocket> packet(String name) {
        return packet(name, ANY, FrameFilter.ALL, RECEIVE_BUFFER);
    }

    /**
     * Opens a packet socket.
     *
     * @param name of its interface
     * @param etherType of the frames that it sees, or {@link #ANY}
     * @param filter which of them; called on the event loop
     * @param receiveBuffer bytes that wait to be received, at least 1; one frame is accepted whatever its size
     * @throws IllegalArgumentException if there is no such interface
     */
    public CompletionStage<PacketSocket> packet(String name, int etherType, FrameFilter filter, int receiveBuffer) {
        if (receiveBuffer < 1) {
            throw new IllegalArgumentException("receive buffer " + receiveBuffer + " is not at least 1");
        }
        int index = settings.interfaceIndex(name);
        return operations
                .<PacketCommand.Opened>submit(
                        result -> packets.tell(new PacketCommand.Open(index, etherType, filter, receiveBuffer, result)))
                .thenApply(opened -> new ActorPacketSocket(packets, opened));
    }
}
