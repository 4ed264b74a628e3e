package dev.lanyard.node.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("POSIX.1-2017 §2.2 quoting")
class WordsTest {
    @Test
    void blanksSeparate() {
        assertEquals(List.of("ping", "-c", "1", "server"), Words.split("  ping -c\t1  server "));
    }

    @Test
    void blankLinesAndCommentsHaveNoWords() {
        assertEquals(List.of(), Words.split("   "));
        assertEquals(List.of(), Words.split("  # ping server"));
        assertEquals(List.of("a"), Words.split("a # b"));
        assertEquals(List.of("a#b"), Words.split("a#b"));
    }

    @Test
    void quotesJoinAndMayBeEmpty() {
        assertEquals(List.of("--send", "two words", ""), Words.split("--send 'two words' ''"));
        assertEquals(List.of("a b c'd"), Words.split("a' b 'c\"'d\""));
    }

    @Test
    @DisplayName("§2.2.3: in double quotes a backslash keeps its meaning only before $ ` \" \\")
    void backslash() {
        assertEquals(List.of("a b"), Words.split("a\\ b"));
        assertEquals(List.of("a\\nb\"\\"), Words.split("\"a\\nb\\\"\\\\\""));
        assertEquals(List.of("a\\"), Words.split("'a\\'"));
    }

    @Test
    void unfinishedLinesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Words.split("a 'b"));
        assertThrows(IllegalArgumentException.class, () -> Words.split("a \\"));
    }
}
