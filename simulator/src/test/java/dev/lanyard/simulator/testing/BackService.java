package dev.lanyard.simulator.testing;

import dev.lanyard.node.Node;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.ServiceProvider;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends datagrams, and what comes by TCP, back to where they came from. */
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
        return node -> node.udp(PORT).thenAccept(BackService::serve).thenCompose(udp -> listen(node));
    }

    private static CompletionStage<Void> listen(Node node) {
        return node.listen(PORT, 16).thenAccept(BackService::serve);
    }

    private static void serve(UdpSocket socket) {
        socket.receive().thenAccept(datagram -> {
            socket.send(datagram.source(), ByteBuffer.wrap(datagram.payload()));
            serve(socket);
        });
    }

    private static void serve(TcpListener listener) {
        listener.accept().thenAccept(socket -> {
            serve(socket, ByteBuffer.allocate(4096));
            serve(listener);
        });
    }

    private static void serve(TcpSocket socket, ByteBuffer buffer) {
        socket.receive(buffer.clear()).thenAccept(count -> {
            if (count < 0) {
                socket.close();
            } else {
                socket.send(buffer.flip()).thenRun(() -> serve(socket, buffer));
            }
        });
    }
}
