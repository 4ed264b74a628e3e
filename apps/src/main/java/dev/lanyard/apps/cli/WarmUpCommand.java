package dev.lanyard.apps.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code lanyard warm-up}: does once what a node does, so that the launcher can archive the classes that this loads. */
@Command(name = "warm-up", hidden = true, description = "For the launcher: load what a node needs.")
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
