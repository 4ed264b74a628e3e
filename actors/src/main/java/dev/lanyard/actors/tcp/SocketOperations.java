package dev.lanyard.actors.tcp;

import dev.lanyard.actors.tcp.TcpConnectionActor.Abort;
import dev.lanyard.actors.tcp.TcpConnectionActor.Close;
import dev.lanyard.actors.tcp.TcpConnectionActor.Receive;
import dev.lanyard.actors.tcp.TcpConnectionActor.Send;
import dev.lanyard.actors.tcp.TcpConnectionActor.SetOption;
import dev.lanyard.actors.tcp.TcpConnectionActor.ShutdownOutput;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What the application of one connection waits for. Every result is completed, at the latest when the actor stops. */
final class SocketOperations {
    private final TcpConnection connection;
    private final TcpEffects effects;
    private Duration linger;
    private Send sending;
    /** Whether that is an urgent byte. */
    private boolean sendingUrgent;

    private CompletableFuture<Integer> receivingUrgent;
    private Receive receiving;
    private ShutdownOutput shutdown;
    private CompletableFuture<Void> lingering;
    private boolean outputShut;
    private boolean writable;
    private boolean handedOver;
    /** The application has let go, or never had hold. */
    private boolean released;

    private TcpFailure failure;

    SocketOperations(TcpConnection connection, TcpEffects effects, Duration linger) {
        this.connection = connection;
        this.effects = effects;
        this.linger = linger;
    }

    Duration linger() {
        return linger;
    }

    boolean isReleased() {
        return released;
    }

    /** The application gets hold of the connection. */
    void connected() {
        handedOver = true;
    }

    void writable() {
        writable = true;
    }

    /** The connection is gone. Returns whether the application never had hold of it. */
    boolean ended(TcpFailure reason) {
        failure = reason;
        released |= !handedOver;
        return !handedOver;
    }

    void send(Send send, long now) {
        if (released || outputShut) {
            send.done()
                    .completeExceptionally(
                            released ? TcpErrors.closed() : new SocketException("Socket output is shutdown"));
        } else if (sending != null) {
            send.done().completeExceptionally(new WritePendingException());
        } else {
            sending = send;
            sendingUrgent = false;
            writable = true;
        }
    }

    void sendUrgent(TcpConnectionActor.SendUrgent urgent) {
        boolean free = sending == null;
        send(new Send(ByteBuffer.wrap(new byte[] {urgent.octet()}), urgent.done()), 0);
        sendingUrgent |= free;
    }

    void receiveUrgent(TcpConnectionActor.ReceiveUrgent urgent) {
        if (released) {
            urgent.result().completeExceptionally(TcpErrors.closed());
        } else if (receivingUrgent != null && !receivingUrgent.isDone()) {
            urgent.result().completeExceptionally(new ReadPendingException());
        } else {
            receivingUrgent = urgent.result();
        }
    }

    private void settleUrgent() {
        int octet = receivingUrgent.isDone() ? -1 : connection.receiveUrgent();
        if (octet >= 0) {
            receivingUrgent.complete(octet);
        } else if (failure != null) {
            receivingUrgent.completeExceptionally(TcpErrors.established(failure));
        } else if (connection.isExhausted() || connection.state() == TcpState.CLOSED) {
            receivingUrgent.complete(-1);
        }
        receivingUrgent = receivingUrgent.isDone() ? null : receivingUrgent;
    }

    void receive(Receive receive, long now) {
        if (released) {
            receive.result().completeExceptionally(TcpErrors.closed());
        } else if (receiving != null && !receiving.result().isDone()) {
            receive.result().completeExceptionally(new ReadPendingException());
        } else {
            receiving = receive;
        }
    }

    void shutdownOutput(ShutdownOutput command, long now) {
        if (released) {
            command.done().completeExceptionally(TcpErrors.closed());
        } else if (sending != null) {
            // behind what is being sent
            outputShut = true;
            shutdown = command;
        } else {
            outputShut = true;
            connection.shutdownOutput(now, effects);
            command.done().complete(null);
        }
    }

    /** Returns whether a linger timer is to be started. */
    boolean close(Close close, long now) {
        if (released) {
            close.done().complete(null);
            return false;
        }
        release();
        if (linger != null && linger.isZero()) {
            connection.abort(now, effects);
        } else {
            connection.close(now, effects);
        }
        if (linger == null || isSettled()) {
            close.done().complete(null);
            return false;
        }
        lingering = close.done();
        return true;
    }

    private boolean isSettled() {
        return connection.state() == TcpState.CLOSED || connection.isDrained();
    }

    void lingered() {
        if (lingering != null) {
            lingering.complete(null);
            lingering = null;
        }
    }

    void abort(Abort abort, long now) {
        release();
        connection.abort(now, effects);
        abort.done().complete(null);
    }

    void set(SetOption set, long now) {
        if (set.option() instanceof TcpOption.NoDelay noDelay) {
            connection.noDelay(noDelay.on(), now, effects);
        } else if (set.option() instanceof TcpOption.KeepAlive keepAlive) {
            connection.keepAlive(keepAlive.on(), now);
        } else if (set.option() instanceof TcpOption.Linger time) {
            linger = time.time();
        } else if (set.option() instanceof TcpOption.SendBuffer size) {
            connection.sendBuffer(size.bytes());
            writable = true;
        } else if (set.option() instanceof TcpOption.ReceiveBuffer size) {
            connection.receiveBuffer(size.bytes(), now, effects);
        } else if (set.option() instanceof TcpOption.UrgentInline urgent) {
            connection.urgentInline(urgent.on());
        }
        set.done().complete(null);
    }

    /** Where the application waits for data, or null. */
    ByteBuffer target() {
        return receiving == null || receiving.result().isDone() ? null : receiving.target();
    }

    /**
     * New data may be there for who waits; taking it before the turn's ACK lets that one announce the room.
     *
     * @param delivered bytes that were copied to the target already
     */
    void onData(int delivered, long now) {
        if (receiving != null && (delivered > 0 || !receiving.result().isDone() && connection.readable() > 0)) {
            Receive receive = receiving;
            receiving = null;
            int more = connection.readable() > 0 ? connection.receive(receive.target(), now, effects) : 0;
            receive.result().complete(delivered + more);
        }
    }

    /** Completes what can be completed. */
    void settle(long now) {
        if (receiving != null && receiving.result().isDone()) {
            receiving = null;
        }
        if (receiving != null) {
            settleReceive(now);
        }
        if (receivingUrgent != null) {
            settleUrgent();
        }
        if (sending != null) {
            settleSend(now);
        }
        if (lingering != null && isSettled()) {
            lingered();
        }
    }

    private void settleReceive(long now) {
        if (!receiving.target().hasRemaining()) {
            complete(0);
            return;
        }
        int count = failure == null ? connection.receive(receiving.target(), now, effects) : 0;
        if (count != 0) {
            complete(count);
        } else if (failure != null) {
            CompletableFuture<Integer> result = receiving.result();
            receiving = null;
            result.completeExceptionally(TcpErrors.established(failure));
        }
    }

    private void complete(int count) {
        CompletableFuture<Integer> result = receiving.result();
        receiving = null;
        result.complete(count);
    }

    private void settleSend(long now) {
        TcpState state = connection.state();
        if (!state.sends()) {
            failSend(failure == null ? TcpErrors.closed() : TcpErrors.established(failure));
            return;
        }
        if (!writable) {
            return;
        }
        writable = false;
        if (sendingUrgent) {
            connection.sendUrgent(sending.data(), now, effects);
        } else {
            connection.send(sending.data(), now, effects);
        }
        if (sending.data().hasRemaining()) {
            return;
        }
        CompletableFuture<Void> done = sending.done();
        sending = null;
        if (shutdown != null) {
            connection.shutdownOutput(now, effects);
            shutdown.done().complete(null);
            shutdown = null;
        }
        done.complete(null);
    }

    private void failSend(IOException reason) {
        CompletableFuture<Void> done = sending.done();
        sending = null;
        done.completeExceptionally(reason);
        if (shutdown != null) {
            shutdown.done().completeExceptionally(reason);
            shutdown = null;
        }
    }

    /** The application lets go: what it waits for fails. */
    private void release() {
        released = true;
        if (receivingUrgent != null) {
            receivingUrgent.completeExceptionally(TcpErrors.closed());
            receivingUrgent = null;
        }
        if (sending != null) {
            failSend(TcpErrors.closed());
        }
        if (receiving != null) {
            CompletableFuture<Integer> result = receiving.result();
            receiving = null;
            result.completeExceptionally(TcpErrors.closed());
        }
    }

    /** The actor stops. */
    void stop() {
        release();
        lingered();
    }
}
