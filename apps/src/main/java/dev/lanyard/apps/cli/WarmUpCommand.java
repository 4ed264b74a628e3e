package dev.lanyard.apps.cli;

import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.node.TapLinkFactory;
import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.os.TapDevice;
import dev.lanyard.simulator.World;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/**
 * {@code lanyard warm-up}: does once what a node does, so that the launcher can archive the classes that this loads. Needs no
 * privileges and leaves nothing behind.
 */
@Command(name = "warm-up", hidden = true, description = "For the launcher: load what a node needs.")
final class WarmUpCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUpCommand.class);

    /** What a live node has and a simulated LAN does without. */
    private static final List<String> OF_THE_TAP = List.of(
            "dev.lanyard.link.tap.TapLinkActor",
            "dev.lanyard.link.tap.VirtioNetHeader",
            "dev.lanyard.link.pcapng.CaptureLink",
            "dev.lanyard.link.pcapng.PcapngWriter",
            "dev.lanyard.apps.cli.LiveNode",
            "dev.lanyard.apps.cli.LiveSession",
            "dev.lanyard.apps.cli.TerminalShell");

    private static final List<String> COMMANDS = List.of(
            "ping -c 3 -i 10ms server",
            "nc server 7",
            "nc --send hello server 13",
            "nc -z server 9",
            "nc -z server 10",
            "nc -u -w 50ms --send hello server 7",
            "counters",
            "help");

    @Override
    public Integer call() throws Exception {
        StopSignal.install();
        Main.commandLine().parseArgs("node", "--tap", "t", "--address", "10.0.0.1/24", "-c", "ping 10.0.0.2");
        for (String name : OF_THE_TAP) {
            Class.forName(name);
        }
        try (World world = network();
                Console console = new Console(OutputStream.nullOutputStream())) {
            tryTap(world.system());
            CommandRunner runner = new CommandRunner(world.node("client"), CommandInterpreter.load(), console);
            StandardInput input = new StandardInput(new ByteArrayInputStream(new byte[] {'\n'}));
            COMMANDS.forEach(command -> runner.run(command, input));
        }
        return 0;
    }

    private static World network() {
        return World.builder()
                .realtime()
                .lan("lan", "10.0.0.0/24")
                .node("client", "lan", "10.0.0.1/24")
                .node("server", "lan", "10.0.0.2/24")
                .services("server", "echo", "discard", "daytime", "chargen")
                .start();
    }

    private static void tryTap(LoopSystem system) {
        PacketPool pool = new PacketPool(2);
        try (TapLinkFactory tap = TapLinkFactory.open(TapDevice.Settings.existing("lanyard-none"), system, pool)) {
            LOG.debug("there is a {}", tap.device().name());
        } catch (IOException e) {
            LOG.debug("what that takes is loaded", e);
        }
    }
}
