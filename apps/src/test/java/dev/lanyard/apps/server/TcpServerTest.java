package dev.lanyard.apps.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.apps.testing.FakeTcpSocket;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TcpServerTest {
    private final ArrayDeque<CompletableFuture<TcpSocket>> accepts = new ArrayDeque<>();

    private final TcpListener listener = new TcpListener() {
        @Override
        public Endpoint local() {
            return new Endpoint(Ipv4Address.ANY, 7);
        }

        @Override
        public CompletionStage<TcpSocket> accept() {
            accepts.add(new CompletableFuture<>());
            return accepts.getLast();
        }

        @Override
        public CompletionStage<Void> close() {
            return CompletableFuture.completedStage(null);
        }
    };

    private FakeTcpSocket connect() {
        FakeTcpSocket connection = new FakeTcpSocket();
        accepts.poll().complete(connection);
        return connection;
    }

    @Test
    void whatGoesWrongOnOneConnectionEndsThatOneOnly() {
        var ended = TcpServer.acceptAll(listener, connection -> CompletableFuture.failedStage(new IOException("reset")))
                .toCompletableFuture();
        assertEquals("aborted", connect().end);
        assertEquals("aborted", connect().end);
        assertEquals(false, ended.isDone());
    }

    @Test
    void aHandlerThatThrowsResetsItsConnection() {
        TcpServer.acceptAll(listener, connection -> {
            throw new IllegalStateException();
        });
        assertEquals("aborted", connect().end);
        assertEquals("aborted", connect().end);
    }

    @Test
    void aHandlerThatIsDoneClosesItsConnection() {
        TcpServer.acceptAll(listener, connection -> CompletableFuture.completedStage(null));
        assertEquals("closed", connect().end);
    }

    @Test
    void theListenersEndIsTheServersEnd() {
        var ended = TcpServer.acceptAll(listener, connection -> new CompletableFuture<>())
                .toCompletableFuture();
        assertEquals("", connect().end);
        accepts.poll().completeExceptionally(new IOException("closed"));
        assertTrue(ended.isCompletedExceptionally());
    }
}
