package dev.lanyard.apps.traceroute;

import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.apps.Repeat;
import dev.lanyard.node.socket.EchoSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Probes that are ICMP echoes: the destination answers them with a reply. */
final class EchoProber implements Prober {
    private final EchoSocket socket;
    private final Ipv4Address destination;
    private final int size;
    private final Map<Integer, CompletableFuture<Answer>> waiting = new HashMap<>();

    EchoProber(EchoSocket socket, Ipv4Address destination, int size) {
        this.socket = socket;
        this.destination = destination;
        this.size = size;
        Repeat.forever(() -> socket.receive().thenAccept(this::onEvent)); // ends when the socket is closed
    }

    @Override
    public CompletableFuture<Answer> probe(int ttl, int number) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        int sequence = number & 0xffff;
        waiting.put(sequence, answer);
        answer.whenComplete((a, failure) -> waiting.remove(sequence, answer));
        socket.send(destination, sequence, size, ttl).exceptionally(failure -> {
            answer.completeExceptionally(failure);
            return null;
        });
        return answer;
    }

    private void onEvent(EchoSocket.Event event) {
        CompletableFuture<Answer> answer = waiting.get(event.sequence());
        if (answer == null) {
            return;
        }
        if (event instanceof EchoSocket.Reply reply) {
            answer.complete(new Answer(reply.source(), true, ""));
        } else if (event instanceof EchoSocket.Failure failure) {
            boolean reached = failure.type() == IcmpType.DESTINATION_UNREACHABLE
                    && failure.reporter().equals(destination);
            answer.complete(new Answer(failure.reporter(), reached, Marks.of(failure.type(), failure.code())));
        }
    }

    @Override
    public CompletionStage<Void> close() {
        return socket.close();
    }
}
