package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.packet.CapturedFrame;
import dev.lanyard.actors.packet.PacketCommand;
import dev.lanyard.node.socket.PacketSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** A packet socket as the packet layer's commands. */
final class ActorPacketSocket implements PacketSocket {
    private final ActorRef<PacketCommand> packets;
    private final PacketCommand.Opened opened;
    private final Operations operations;

    ActorPacketSocket(ActorRef<PacketCommand> packets, PacketCommand.Opened opened) {
        this.packets = packets;
        this.opened = opened;
        this.operations = new Operations(opened.closed());
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer frame) {
        return operations.submit(done -> packets.tell(new PacketCommand.Send(opened.id(), frame, done)));
    }

    @Override
    public CompletionStage<CapturedFrame> receive() {
        return operations.submit(result -> packets.tell(new PacketCommand.Receive(opened.id(), result)));
    }

    @Override
    public CompletionStage<Void> close() {
        packets.tell(new PacketCommand.Close(opened.id()));
        return opened.closed().copy();
    }
}
