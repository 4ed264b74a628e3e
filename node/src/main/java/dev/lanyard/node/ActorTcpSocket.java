package dev.lanyard.node;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.tcp.TcpActor;
import dev.lanyard.actors.tcp.TcpConnectionActor;
import dev.lanyard.actors.tcp.TcpConnectionActor.Command;
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
        return order(done -> new TcpConnectionActor.Send(data, done));
    }

    @Override
    public CompletionStage<Integer> receive(ByteBuffer target) {
        return order(result -> new TcpConnectionActor.Receive(target, result));
    }

    @Override
    public CompletionStage<Void> sendUrgent(byte octet) {
        return order(done -> new TcpConnectionActor.SendUrgent(octet, done));
    }

    @Override
    public CompletionStage<Integer> receiveUrgent() {
        return order(TcpConnectionActor.ReceiveUrgent::new);
    }

    @Override
    public CompletionStage<Boolean> atMark() {
        return order(TcpConnectionActor.AtMark::new);
    }

    @Override
    public CompletionStage<TcpOptions> options() {
        return order(TcpConnectionActor.GetOptions::new);
    }

    @Override
    public CompletionStage<Void> shutdownOutput() {
        return order(TcpConnectionActor.ShutdownOutput::new);
    }

    @Override
    public CompletionStage<Void> close() {
        return letGo(TcpConnectionActor.Close::new);
    }

    @Override
    public CompletionStage<Void> abort() {
        return letGo(TcpConnectionActor.Abort::new);
    }

    @Override
    public CompletionStage<Void> option(TcpOption option) {
        return order(done -> new TcpConnectionActor.SetOption(option, done));
    }

    @Override
    public CompletionStage<TcpInfo> info() {
        return order(TcpConnectionActor.GetInfo::new);
    }

    /** Closes; completes when the peer has acknowledged everything, or the time is over. */
    CompletionStage<Void> close(Duration linger) {
        opened.connection()
                .tell(new TcpConnectionActor.SetOption(new TcpOption.Linger(linger), new CompletableFuture<>()));
        return close();
    }

    /** Completes when the connection's actor is gone. */
    CompletableFuture<Void> closed() {
        return opened.closed();
    }

    private <T> CompletableFuture<T> order(Function<CompletableFuture<T>, Command> command) {
        return operations.submit(result -> opened.connection().tell(command.apply(result)));
    }

    /** Closing what is gone already is a success. */
    private CompletableFuture<Void> letGo(Function<CompletableFuture<Void>, Command> command) {
        return order(command).handle((done, failure) -> null);
    }
}
