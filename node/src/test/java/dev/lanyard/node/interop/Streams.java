package dev.lanyard.node.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Both ends of a byte stream, with digests to compare. */
final class Streams {
    private static final int CHUNK = 48_000;

    private Streams() {}

    /** A body that runs on a thread of its own. */
    static <T> FutureTask<T> start(String name, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Sends back what comes until the end, then ends as well. */
    static Void echo(InputStream in, OutputStream out) throws IOException {
        in.transferTo(out);
        out.close();
        return null;
    }

    /** Writes so many random bytes in pieces of odd sizes; returns their digest. */
    static String write(OutputStream out, long count, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK];
        for (long sent = 0; sent < count; ) {
            random.nextBytes(chunk);
            int size = (int) Math.min(count - sent, random.nextInt(1, CHUNK + 1));
            digest.update(chunk, 0, size);
            out.write(chunk, 0, size);
            sent += size;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Reads so many bytes; returns their digest. */
    static String read(InputStream in, long count) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK];
        for (long received = 0; received < count; ) {
            int size = in.read(chunk, 0, (int) Math.min(count - received, CHUNK));
            if (size < 0) {
                throw new IOException("the stream ended after " + received + " of " + count + " bytes");
            }
            digest.update(chunk, 0, size);
            received += size;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
