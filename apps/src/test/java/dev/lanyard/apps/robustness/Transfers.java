package dev.lanyard.apps.robustness;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.apps.Repeat;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.TcpSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Transfers over connections to which anything may happen. A client sends bytes that begin with their number and finishes; the
 * server answers their digest and finishes. Either both ends get what was sent, or they are told by an exception: an end of
 * stream in the wrong place is a violation.
 */
final class Transfers {
    static final int PORT = 80;
    private static final int CHUNK = 8192;

    /** What must never happen and did. */
    final List<String> violations = new ArrayList<>();

    private final List<byte[]> expected = new ArrayList<>();
    private final List<CompletableFuture<Boolean>> outcomes = new ArrayList<>();

    /** Serves until the node stops. */
    void serve(Node node) {
        node.listen(PORT, 16)
                .thenAccept(listener -> Repeat.forever(() -> listener.accept().thenAccept(this::serve)));
    }

    private void serve(TcpSocket socket) {
        MessageDigest digest = sha256();
        byte[] number = new byte[4];
        int[] total = {0};
        readAll(socket, chunk -> {
                    for (int i = 0; i < 4 - total[0] && i < chunk.remaining(); i++) {
                        number[total[0] + i] = chunk.get(chunk.position() + i);
                    }
                    total[0] += chunk.remaining();
                    digest.update(chunk);
                })
                .thenCompose(end -> {
                    byte[] received = digest.digest();
                    int index = total[0] < 4 ? -1 : ByteBuffer.wrap(number).getInt();
                    if (index < 0 || index >= expected.size() || !Arrays.equals(received, expected.get(index))) {
                        violations.add("a server got " + total[0] + " bytes, and then the end, that were not those of "
                                + index);
                    }
                    return socket.send(ByteBuffer.wrap(received)).thenCompose(sent -> socket.close());
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        checkClean(failure);
                        socket.abort();
                    }
                });
    }

    /** Begins a transfer of so many bytes, at least 4. */
    void begin(Node client, Endpoint server, int length, long seed) {
        byte[] data = new byte[length];
        new SplittableRandom(seed).nextBytes(data);
        ByteBuffer.wrap(data).putInt(0, expected.size());
        byte[] digest = sha256().digest(data);
        expected.add(digest);
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        outcomes.add(outcome);
        client.connect(server)
                .thenCompose(socket -> transfer(socket, data, digest))
                .whenComplete((intact, failure) -> {
                    if (failure != null) {
                        checkClean(failure);
                    }
                    outcome.complete(failure == null);
                });
    }

    private CompletionStage<Void> transfer(TcpSocket socket, byte[] data, byte[] digest) {
        int[] sent = {0};
        ByteBuffer answer = ByteBuffer.allocate(digest.length + 1);
        return Repeat.whileTrue(() -> {
                    int count = Math.min(CHUNK, data.length - sent[0]);
                    ByteBuffer chunk = ByteBuffer.wrap(data, sent[0], count);
                    sent[0] += count;
                    return socket.send(chunk).thenApply(done -> sent[0] < data.length);
                })
                .thenCompose(done -> socket.shutdownOutput())
                .thenCompose(done -> readAll(socket, answer::put))
                .thenRun(() -> {
                    if (!Arrays.equals(digest, Arrays.copyOf(answer.array(), answer.position()))) {
                        violations.add(
                                "a client got " + answer.position() + " bytes, and then the end, that were no answer");
                    }
                })
                .whenComplete((done, failure) -> socket.abort());
    }

    private interface Taker {
        void take(ByteBuffer chunk);
    }

    private static CompletionStage<Void> readAll(TcpSocket socket, Taker taker) {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        return Repeat.whileTrue(() -> socket.receive(buffer.clear()).thenApply(count -> {
            if (count >= 0) {
                taker.take(buffer.flip());
            }
            return count >= 0;
        }));
    }

    /** An error is clean that callers are told to expect. */
    private void checkClean(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof IOException)) {
            violations.add("not a clean error: " + cause);
        }
    }

    boolean allEnded() {
        return outcomes.stream().allMatch(CompletableFuture::isDone);
    }

    long count() {
        return outcomes.size();
    }

    long intact() {
        return outcomes.stream().filter(CompletableFuture::join).count();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
