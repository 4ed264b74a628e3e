package dev.lanyard.apps.capture;

import dev.lanyard.link.bpf.BpfProgram;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.link.pcapng.PcapngWriter;
import dev.lanyard.node.InterfaceSettings;
import dev.lanyard.node.NodeRawSockets;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the frames of an interface, or records them. */
@Command(
        name = "capture",
        description = "Show the frames that an interface receives and sends, or record them.",
        footer = {
            "",
            "The filter is made of: ip, arp, icmp, igmp, tcp, udp, proto N, ether proto N, [src|dst] host ADDRESS,",
            "[src|dst] net ADDRESS/LENGTH, [src|dst] port N, ether [src|dst] host MAC, broadcast, multicast, less N,",
            "greater N, and of not, and, or and parentheses: capture -c 5 'tcp port 80 and not src host 10.0.1.1'.",
            "It ends after -c frames, after --for, or when it is interrupted. Value: frames. Status 0."
        })
public final class CaptureCommand implements NodeCommand {
    @Option(
            names = "-i",
            paramLabel = "INTERFACE",
            description = "Whose frames. Default: the first interface of the node.")
    private String name;

    @Option(names = "-c", paramLabel = "COUNT", description = "End after so many frames.")
    private Long count;

    @Option(names = "--for", paramLabel = "TIME", description = "End after this time, as 200ms or in seconds.")
    private Duration time;

    @Option(names = "-w", paramLabel = "FILE", description = "Record them in a pcapng file instead of showing them.")
    private Path file;

    @Option(
            names = "--bpf",
            paramLabel = "PROGRAM",
            description = "A filter as 'tcpdump -y EN10MB -ddd FILTER' prints it: numbers, in quotes, in one line.")
    private String program;

    @Parameters(arity = "0..*", paramLabel = "FILTER", description = "Which frames. Default: all.")
    private List<String> filter = new ArrayList<>();

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        if (count != null && count < 1) {
            throw new IllegalArgumentException("-c takes a count of 1 or more");
        }
        List<InterfaceSettings> interfaces = context.node().settings().interfaces();
        String from = name == null ? interfaces.get(0).name() : name;
        context.node().network().mac(from); // there is one of that name, or it says so before there is a file
        FrameFilter wanted = CaptureExpression.parse(filter);
        if (program != null) {
            wanted = wanted.and(BpfProgram.parse(program));
        }
        CompletableFuture<Void> end = new CompletableFuture<>();
        context.interrupted().thenRun(() -> end.complete(null));
        PcapngWriter writer = writer(context, from);
        return context.node()
                .rawSockets()
                .packet(from, NodeRawSockets.ANY, wanted, NodeRawSockets.RECEIVE_BUFFER)
                .thenCompose(socket -> {
                    if (time != null) {
                        context.node().delay(time).thenRun(() -> end.complete(null));
                    }
                    return new CaptureRun(context, socket, writer, count == null ? Long.MAX_VALUE : count).until(end);
                });
    }

    /** The file that frames are recorded in, or null if they are shown. */
    private PcapngWriter writer(CommandContext context, String from) {
        if (file == null) {
            return null;
        }
        try {
            PcapngWriter writer =
                    PcapngWriter.create(file, failure -> context.print("capture: " + failure.getMessage()));
            writer.addInterface(from);
            return writer;
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
