package dev.lanyard.simulator.testing;

import dev.lanyard.node.Node;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.ServiceProvider;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends datagrams back to where they came from. */
public final class BackService implements ServiceProvider {
    static final int PORT = 7;

    @Override
    public String name() {
        return "back";
    }

    @Override
    public Service create(List<String> arguments) {
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException("back takes no arguments");
        }
        return this::start;
    }

    private CompletionStage<Void> start(Node node) {
        return node.udp(PORT).thenAccept(BackService::serve);
    }

    private static void serve(UdpSocket socket) {
        socket.receive().thenAccept(datagram -> {
            socket.send(datagram.source(), ByteBuffer.wrap(datagram.payload()));
            serve(socket);
        });
    }
}
