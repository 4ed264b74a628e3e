package dev.lanyard.apps.raw;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.raw.RawDatagram;
import dev.lanyard.apps.Alarm;
import dev.lanyard.apps.Repeat;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.socket.RawSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One run of {@code raw}: sends, then takes datagrams until there are enough, the time is over, or it is interrupted. */
final class RawRun {
    private static final int SHOWN = 64;

    private final CommandContext context;
    private final RawSocket socket;
    private final Alarm overdue;
    private final int wanted;
    private int received;
    private boolean ended;

    RawRun(CommandContext context, RawSocket socket, int wanted) {
        this.context = context;
        this.socket = socket;
        this.overdue = new Alarm(context.node().system().loop());
        this.wanted = wanted;
    }

    /**
     * @param packet to be sent first, or null
     */
    CompletionStage<CommandResult> run(Ipv4Address remote, byte[] packet, Duration timeout) {
        overdue.set(context.node().clock().nanos() + timeout.toNanos(), this::end);
        context.interrupted().thenRun(this::end);
        Ipv4Address to = remote.equals(Ipv4Address.ANY) ? null : remote;
        return socket.connect(remote)
                .thenCompose(connected -> packet == null
                        ? CompletableFuture.completedStage(null)
                        : socket.send(to, ByteBuffer.wrap(packet)))
                .thenCompose(sent -> wanted == 0
                        ? CompletableFuture.completedStage(null)
                        : Repeat.whileTrue(() -> socket.receive().thenApply(this::take)))
                .handle((done, failure) -> {
                    boolean said = failure != null && !ended;
                    if (said) {
                        context.print("raw: " + CommandInterpreter.message(failure));
                    }
                    return said;
                })
                .thenCompose(failed -> socket.close().thenApply(closed -> finish(failed)));
    }

    private void end() {
        ended = true;
        socket.close(); // which fails the receive that waits
    }

    /** Whether there are to be more. */
    private boolean take(RawDatagram datagram) {
        byte[] payload = datagram.payload();
        String shown = HexFormat.of().formatHex(payload, 0, Math.min(payload.length, SHOWN));
        context.print(datagram.source() + " > " + datagram.destination() + ": ttl " + datagram.ttl() + ", length "
                + payload.length + (payload.length == 0 ? "" : ": " + shown) + (payload.length > SHOWN ? "…" : ""));
        return ++received < wanted;
    }

    private CommandResult finish(boolean failed) {
        overdue.cancel();
        boolean enough = !failed && received >= wanted;
        return CommandResult.of(enough ? CommandResult.OK : CommandResult.FAILED)
                .with("received", received);
    }
}
