package dev.lanyard.apps.nc;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.socket.TcpSocket;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What an attempt to connect says about a port. */
final class PortProbe {
    private PortProbe() {}

    static CompletionStage<CommandResult> report(
            CommandContext context, Endpoint remote, CompletionStage<TcpSocket> connection) {
        return connection.handle((socket, failure) -> {
            String state = failure == null ? "open" : state(failure);
            if (socket != null) {
                socket.close();
            }
            context.print(remote.address() + " " + remote.port() + ": " + state);
            return CommandResult.of(failure == null ? CommandResult.OK : CommandResult.FAILED)
                    .with("state", state);
        });
    }

    /** {@code java.net} has one exception for a refusal and for TCP's own timeout; only the message tells which. */
    static String state(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        String message = CommandInterpreter.message(cause);
        if (cause instanceof SocketTimeoutException
                || message.toLowerCase(Locale.ROOT).contains("timed out")) {
            return "timed out";
        }
        if (cause instanceof NoRouteToHostException) {
            return "unreachable";
        }
        return cause instanceof ConnectException ? "refused" : message;
    }
}
