package dev.lanyard.apps.cli;

import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.command.Durations;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: {@code lanyard node …}, {@code lanyard run …}. Exit status 0 done, 1 failed, 2 not understood. */
@Command(
        name = "lanyard",
        description = "A TCP/IP node and network simulator.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {LiveNodeCommand.class, RunCommand.class, WarmUpCommand.class})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "lanyard " + (version == null ? "(not packaged)" : version),
                "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
            };
        }
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The parser with its one-line error messages. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.registerConverter(Duration.class, Durations::parse);
        line.setUsageHelpWidth(110);
        line.setParameterExceptionHandler((e, words) -> {
            return complain(e.getCommandLine(), e, CommandLine.ExitCode.USAGE);
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> complain(command, e, CommandLine.ExitCode.SOFTWARE));
        return line;
    }

    private static int complain(CommandLine command, Exception e, int status) {
        String message = CommandInterpreter.message(e);
        command.getErr()
                .println(command.getCommandSpec().qualifiedName() + ": "
                        + message.lines().findFirst().orElse(message));
        return status;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: 'node' or 'run'; 'lanyard --help' describes both");
    }
}
