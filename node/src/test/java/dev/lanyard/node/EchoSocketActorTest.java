package dev.lanyard.node;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.icmp.EchoCommand;
import dev.lanyard.actors.icmp.EchoEvent;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("36: every wait on an echo socket ends, also when ICMP fails")
class EchoSocketActorTest {
    private final LoopSystem system = LoopSystem.virtual("echo", 1);
    private final VirtualLoop loop = (VirtualLoop) system.loop();
    private final List<EchoCommand> orders = new ArrayList<>();
    private final CompletableFuture<EchoSocketActor.Opened> opened = new CompletableFuture<>();
    private ActorRef<LayerMessage> socket;

    @AfterEach
    void close() {
        system.close();
    }

    private EchoCommand.Open open() {
        ActorRef<EchoCommand> icmp = system.spawn(
                Behaviors.<EchoCommand>receiveMessage(order -> {
                    orders.add(order);
                    return Behaviors.same();
                }),
                "icmp");
        socket = system.spawn(EchoSocketActor.create(icmp, opened), "socket");
        settle(0);
        return (EchoCommand.Open) orders.get(0);
    }

    private void settle(long limit) {
        while (loop.step(limit)) {
            // until then
        }
    }

    @Test
    @DisplayName("an opening that ICMP forgot fails after two seconds")
    void forgotten() {
        open();
        settle(EchoSocketActor.PATIENCE.toNanos() - 1);
        assertFalse(opened.isDone());
        settle(EchoSocketActor.PATIENCE.toNanos());
        ExecutionException failure = assertThrows(ExecutionException.class, opened::get);
        assertInstanceOf(IOException.class, failure.getCause());
    }

    @Test
    @DisplayName("an open socket is closed when ICMP has forgotten it, and not before")
    void lost() {
        open().identifier().complete(7);
        settle(EchoSocketActor.PATIENCE.toNanos() * 2);
        assertFalse(opened.join().closed().isDone());
        socket.tell(new EchoEvent.Lost());
        settle(EchoSocketActor.PATIENCE.toNanos() * 2);
        assertTrue(opened.join().closed().isDone());
    }
}
