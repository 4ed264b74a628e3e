package dev.lanyard.apps.nc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where the bytes that are sent come from. */
@FunctionalInterface
interface Input {
    /** The next bytes, or null at the end. */
    CompletionStage<ByteBuffer> read();

    /** A text, then the end. */
    static Input of(String text) {
        Iterator<ByteBuffer> once =
                List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))).iterator();
        return () -> CompletableFuture.completedStage(once.hasNext() ? once.next() : null);
    }
}
