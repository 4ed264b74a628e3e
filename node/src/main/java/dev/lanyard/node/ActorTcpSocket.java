package dev.lanyard.node;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.tcp.TcpActor;
import dev.lanyard.actors.tcp.TcpConnectionCommand;
import dev.lanyard.actors.tcp.TcpInfo;
import dev.lanyard.actors.tcp.TcpOption;
import dev.lanyard.actors.tcp.TcpOptions;
import dev.lanyard.node.socket.TcpSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A TCP socket as its connection actor's commands. */
final class ActorTcpSocket implements TcpSocket {
    private final TcpActor.Opened opened;
    private final Operations operations;

    ActorTcpSocket(TcpActor.Opened opened) {
        this.opened = opened;
        this.operations = new Operations(opened.closed());
    }

    @Override
    public Endpoint local() {
        return opened.local();
    }

    @Override
    public Endpoint remote() {
        return opened.remote();
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer data) {
        return order(done -> new TcpConnectionCommand.Send(data, done));
    }

    @Override
    public CompletionStage<Integer> receive(ByteBuffer target) {
        return order(result -> new TcpConnectionCommand.Receive(target, result));
    }

    @Override
    public CompletionStage<Void> sendUrgent(byte octet) {
        return order(done -> new TcpConnectionCommand.SendUrgent(octet, done));
    }

    @Override
    public CompletionStage<Integer> receiveUrgent() {
        return order(TcpConnectionCommand.ReceiveUrgent::new);
    }

    @Override
    public CompletionStage<Boolean> atMark() {
        return order(TcpConnectionCommand.AtMark::new);
    }

    @Override
    public CompletionStage<TcpOptions> options() {
        return order(TcpConnectionCommand.GetOptions::new);
    }

    @Override
    public CompletionStage<Void> shutdownOutput() {
        return order(TcpConnectionCommand.ShutdownOutput::new);
    }

    @Override
    public CompletionStage<Void> close() {
        return letGo(TcpConnectionCommand.Close::new);
    }

    @Override
    public CompletionStage<Void> abort() {
        return letGo(TcpConnectionCommand.Abort::new);
    }

    @Override
    public CompletionStage<Void> option(TcpOption option) {
        return order(done -> new TcpConnectionCommand.SetOption(option, done));
    }

    @Override
    public CompletionStage<TcpInfo> info() {
        return order(TcpConnectionCommand.GetInfo::new);
    }

    /** Closes; completes when the peer has acknowledged everything, or the time is over. */
    CompletionStage<Void> close(Duration linger) {
        opened.connection()
                .tell(new TcpConnectionCommand.SetOption(new TcpOption.Linger(linger), new CompletableFuture<>()));
        return close();
    }

    /** Completes when the connection's actor is gone. */
    CompletableFuture<Void> closed() {
        return opened.closed();
    }

    private <T> CompletableFuture<T> order(Function<CompletableFuture<T>, TcpConnectionCommand> command) {
        return operations.submit(result -> opened.connection().tell(command.apply(result)));
    }

    /** Closing what is gone already is a success. */
    private CompletableFuture<Void> letGo(Function<CompletableFuture<Void>, TcpConnectionCommand> command) {
        return order(command).handle((done, failure) -> null);
    }
}
