package dev.lanyard.apps.cli;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Where commands read from: a pipe or a terminal. */
interface CommandInput {
    /**
     * Starts to read.
     *
     * @return completes on a thread of the input with some bytes, or null at the end. Who no longer wants them cancels it, and
     *     they are kept for the next reader
     */
    CompletableFuture<ByteBuffer> read();
}
