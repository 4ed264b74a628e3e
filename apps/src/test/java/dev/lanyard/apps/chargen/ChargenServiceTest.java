package dev.lanyard.apps.chargen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.testing.FakeTcpSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChargenServiceTest {
    private final ChargenService service = new ChargenService(19);

    @Test
    @DisplayName("RFC 864: lines of 72 characters out of a ring of 95, each one character further")
    void pattern() {
        FakeTcpSocket connection = new FakeTcpSocket(ChargenService.PERIOD * 20);
        assertTrue(service.generate(connection).toCompletableFuture().isCompletedExceptionally());
        String text = connection.sent.toString(StandardCharsets.US_ASCII);
        String[] lines = text.split("\r\n");
        assertEquals(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg", lines[0]);
        assertEquals("!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefgh", lines[1]);
        assertEquals("~ !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdef", lines[94]);
        for (int i = 0; i < lines.length; i++) {
            assertEquals(72, lines[i].length());
            assertEquals(lines[i % 95], lines[i], "line " + i);
        }
    }

    @Test
    void aPeerThatHasFinishedSendingStillGetsCharacters() {
        FakeTcpSocket connection = new FakeTcpSocket(200_000);
        connection.arrive("thrown away".getBytes(StandardCharsets.US_ASCII));
        connection.finish();
        service.generate(connection);
        assertTrue(connection.sent.size() >= 200_000);
        assertFalse(connection.end.contains("shutdown"));
    }
}
