package dev.lanyard.apps.testing;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.tcp.TcpInfo;
import dev.lanyard.actors.tcp.TcpOption;
import dev.lanyard.actors.tcp.TcpOptions;
import dev.lanyard.node.socket.TcpSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A connection whose peer is the test. It takes what is sent at once, up to a limit if one is set. */
public final class FakeTcpSocket implements TcpSocket {
    public final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    public String end = "";
    private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();
    private final int failAfter;
    private boolean finished;
    private CompletableFuture<Integer> waiting;
    private ByteBuffer target;

    public FakeTcpSocket() {
        this(Integer.MAX_VALUE);
    }

    /**
     * @param failAfter bytes that are sent before sending fails
     */
    public FakeTcpSocket(int failAfter) {
        this.failAfter = failAfter;
    }

    /** The peer sends. */
    public void arrive(byte[] bytes) {
        arrived.add(bytes);
        deliver();
    }

    /** The peer has finished sending. */
    public void finish() {
        finished = true;
        deliver();
    }

    private void deliver() {
        if (waiting == null || (arrived.isEmpty() && !finished)) {
            return;
        }
        CompletableFuture<Integer> receiver = waiting;
        waiting = null;
        if (arrived.isEmpty()) {
            receiver.complete(-1);
            return;
        }
        byte[] bytes = arrived.poll();
        int count = Math.min(bytes.length, target.remaining());
        target.put(bytes, 0, count);
        if (count < bytes.length) {
            arrived.addFirst(Arrays.copyOfRange(bytes, count, bytes.length));
        }
        receiver.complete(count);
    }

    @Override
    public Endpoint local() {
        return new Endpoint(Ipv4Address.ANY, 7);
    }

    @Override
    public Endpoint remote() {
        return new Endpoint(Ipv4Address.ANY, 40_000);
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer data) {
        if (sent.size() >= failAfter) {
            return CompletableFuture.failedStage(new IOException("Connection reset"));
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        sent.writeBytes(bytes);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Integer> receive(ByteBuffer buffer) {
        if (waiting != null) {
            throw new IllegalStateException("two receives at once");
        }
        target = buffer;
        CompletableFuture<Integer> receiver = new CompletableFuture<>();
        waiting = receiver;
        deliver();
        return receiver;
    }

    @Override
    public CompletionStage<Void> shutdownOutput() {
        end += "shutdown ";
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> close() {
        end += "closed";
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> abort() {
        end += "aborted";
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> sendUrgent(byte octet) {
        return send(ByteBuffer.wrap(new byte[] {octet}));
    }

    @Override
    public CompletionStage<Integer> receiveUrgent() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Boolean> atMark() {
        return CompletableFuture.completedStage(false);
    }

    @Override
    public CompletionStage<TcpOptions> options() {
        return CompletableFuture.failedStage(new UnsupportedOperationException("nothing asks a fake for options"));
    }

    @Override
    public CompletionStage<Void> option(TcpOption option) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<TcpInfo> info() {
        return CompletableFuture.failedStage(new UnsupportedOperationException("nothing asks a fake for figures"));
    }
}
