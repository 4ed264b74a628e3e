package dev.lanyard.apps.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.testing.FakeTcpSocket;
import dev.lanyard.node.service.Services;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EchoServiceTest {
    @Test
    @DisplayName("RFC 862: data that is received is sent back, until the peer has finished")
    void echoes() {
        FakeTcpSocket connection = new FakeTcpSocket();
        var served = EchoService.echo(connection).toCompletableFuture();
        byte[] large = new byte[300_000];
        new Random(7).nextBytes(large);
        connection.arrive(large);
        assertArrayEquals(large, connection.sent.toByteArray());
        assertFalse(served.isDone());
        connection.finish();
        assertTrue(served.isDone());
    }

    @Test
    void anErrorEndsTheConnection() {
        FakeTcpSocket connection = new FakeTcpSocket(1);
        var served = EchoService.echo(connection).toCompletableFuture();
        connection.arrive(new byte[10]);
        connection.arrive(new byte[10]);
        assertTrue(served.isCompletedExceptionally());
    }

    @Test
    void allServicesAreRegisteredAndTakeAPort() {
        Services services = Services.load();
        assertTrue(services.names().containsAll(List.of("chargen", "daytime", "discard", "echo")));
        assertEquals("EchoService[port=7]", services.create("echo").toString());
        assertEquals("EchoService[port=7007]", services.create("echo 7007").toString());
        for (String wrong : List.of("echo 0", "echo 65536", "echo seven", "echo 7 8")) {
            assertThrows(IllegalArgumentException.class, () -> services.create(wrong), wrong);
        }
    }
}
