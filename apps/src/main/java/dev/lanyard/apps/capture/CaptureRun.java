package dev.lanyard.apps.capture;

import dev.lanyard.actors.ethernet.FrameType;
import dev.lanyard.actors.packet.CapturedFrame;
import dev.lanyard.apps.Repeat;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.pcapng.PcapngWriter;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.socket.PacketSocket;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletionStage;

/** One run of {@code capture}: takes frames until there are enough or it is to end. */
final class CaptureRun {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final CommandContext context;
    private final PacketSocket socket;
    private final PcapngWriter writer;
    private final long limit;
    private long frames;

    /**
     * @param writer closed at the end; null to show the frames
     */
    CaptureRun(CommandContext context, PacketSocket socket, PcapngWriter writer, long limit) {
        this.context = context;
        this.socket = socket;
        this.writer = writer;
        this.limit = limit;
    }

    CompletionStage<CommandResult> until(CompletionStage<Void> end) {
        end.thenRun(socket::close); // which fails the receive that waits
        return Repeat.whileTrue(() -> socket.receive().thenApply(this::take))
                .handle((done, closed) -> null)
                .thenCompose(ended -> socket.close())
                .thenApply(closed -> finish());
    }

    /** Whether there are to be more. */
    private boolean take(CapturedFrame frame) {
        frames++;
        boolean out = frame.type() == FrameType.OUTGOING;
        if (writer == null) {
            String direction = out ? "Out" : frame.type() == FrameType.TO_US ? "In " : mark(frame.type());
            context.print(TIME.format(frame.time()) + " " + direction + " " + FrameText.describe(frame.bytes()));
        } else {
            PcapngWriter.Direction direction = out ? PcapngWriter.Direction.OUTBOUND : PcapngWriter.Direction.INBOUND;
            writer.write(0, frame.time(), PacketBuffer.copyOf(frame.bytes()), direction, null);
        }
        return frames < limit;
    }

    /** As tcpdump on several interfaces says it. */
    private static String mark(FrameType type) {
        return switch (type) {
            case BROADCAST -> "B  ";
            case MULTICAST -> "M  ";
            default -> "P  ";
        };
    }

    private CommandResult finish() {
        if (writer != null) {
            writer.close();
        }
        context.print(frames + (frames == 1 ? " frame" : " frames"));
        return CommandResult.of(CommandResult.OK).with("frames", frames);
    }
}
