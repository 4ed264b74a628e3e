package dev.lanyard.apps.cli;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.Link;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.RandomStreams;
import dev.lanyard.link.lan.LanActor;
import dev.lanyard.link.lan.LanObserver;
import dev.lanyard.link.lan.LanSettings;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.node.InterfaceSettings;
import dev.lanyard.node.LinkFactory;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeSettings;
import dev.lanyard.node.TapLinkFactory;
import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.service.Services;
import dev.lanyard.os.TapDevice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code lanyard warm-up}: does once what a node does, so that the launcher can archive the classes that this loads. Needs no
 * privileges and leaves nothing behind.
 */
@Command(name = "warm-up", hidden = true, description = "For the launcher: load what a node needs.")
final class WarmUpCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** What a live node has and a simulated LAN does without. */
    private static final List<String> OF_THE_TAP = List.of(
            "dev.lanyard.link.tap.TapLinkActor",
            "dev.lanyard.link.tap.VirtioNetHeader",
            "dev.lanyard.link.pcapng.CaptureLink",
            "dev.lanyard.link.pcapng.PcapngWriter",
            "dev.lanyard.apps.cli.LiveNode",
            "dev.lanyard.apps.cli.LiveSession",
            "dev.lanyard.apps.cli.TerminalShell");

    @Override
    public Integer call() throws Exception {
        StopSignal.install();
        Main.commandLine().parseArgs("node", "--tap", "t", "--address", "10.0.0.1/24", "-c", "ping 10.0.0.2");
        for (String name : OF_THE_TAP) {
            Class.forName(name);
        }
        try (LoopSystem system = LoopSystem.live("lanyard");
                Console console = new Console(OutputStream.nullOutputStream())) {
            tryTap(system);
            ActorRef<LanActor.Command> lan = system.spawn(
                    LanActor.create(
                            LanSettings.ofSwitch("lan"), system.clock(), RandomStreams.seeded(0), LanObserver.NONE),
                    "lan");
            Node server = node(system, lan, 2);
            Node client = node(system, lan, 1);
            CommandRunner runner = new CommandRunner(client, CommandInterpreter.load(), console);
            StandardInput input = new StandardInput(new ByteArrayInputStream("hello\n".getBytes()));
            runner.run("ping -c 3 -i 10ms 10.0.0.2", input);
            system.await(Services.load().start(server, List.of("echo", "discard", "daytime", "chargen")), LIMIT);
            for (String command : List.of(
                    "nc 10.0.0.2 7",
                    "nc --send hello 10.0.0.2 13",
                    "nc -w 100ms 10.0.0.2 19",
                    "nc -z 10.0.0.2 9",
                    "nc -z 10.0.0.2 10",
                    "nc -u -w 50ms --send hello 10.0.0.2 7",
                    "counters",
                    "help")) {
                runner.run(command, input);
            }
            system.await(client.stop(LIMIT), LIMIT);
            system.await(server.stop(LIMIT), LIMIT);
        }
        return 0;
    }

    private static void tryTap(LoopSystem system) {
        try {
            TapLinkFactory.open(TapDevice.Settings.existing("lanyard-none"), system, new PacketPool(2))
                    .close();
        } catch (IOException e) {
            // there is none; what that takes is loaded
        }
    }

    private static Node node(LoopSystem system, ActorRef<LanActor.Command> lan, int number) throws Exception {
        ActorRef<Link.Command> link = system.await(
                AskPattern.<LanActor.Command, ActorRef<Link.Command>>askWithStatus(
                        lan,
                        reply -> new LanActor.ConnectPort("n" + number, reply),
                        LIMIT,
                        system.actorSystem().scheduler()),
                LIMIT);
        PacketPool pool = new PacketPool(64);
        InterfaceSettings eth0 = new InterfaceSettings(
                "eth0",
                MacAddress.locallyAdministered(number),
                Ipv4Prefix.parse("10.0.0." + number + "/24"),
                0,
                LinkFactory.existing(link));
        return Node.start(
                system,
                new NodeSettings("n" + number, List.of(eth0), Optional.empty(), Map.of(), new SecureRandom(), pool));
    }
}
