package dev.lanyard.actors.tcp;

import dev.lanyard.actors.tcp.TcpConnectionCommand.Abort;
import dev.lanyard.actors.tcp.TcpConnectionCommand.Close;
import dev.lanyard.actors.tcp.TcpConnectionCommand.Receive;
import dev.lanyard.actors.tcp.TcpConnectionCommand.ReceiveUrgent;
import dev.lanyard.actors.tcp.TcpConnectionCommand.Send;
import dev.lanyard.actors.tcp.TcpConnectionCommand.SendUrgent;
import dev.lanyard.actors.tcp.TcpConnectionCommand.SetOption;
import dev.lanyard.actors.tcp.TcpConnectionCommand.ShutdownOutput;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
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

    private final PendingReceive input;
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
        input = new PendingReceive(connection, effects);
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

    void sendUrgent(SendUrgent urgent) {
        boolean free = sending == null;
        send(new Send(ByteBuffer.wrap(new byte[] {urgent.octet()}), urgent.done()), 0);
        sendingUrgent |= free;
    }

    void receiveUrgent(ReceiveUrgent urgent) {
        if (released) {
            urgent.result().completeExceptionally(TcpErrors.closed());
        } else {
            input.receiveUrgent(urgent);
        }
    }

    void receive(Receive receive) {
        if (released) {
            receive.result().completeExceptionally(TcpErrors.closed());
        } else {
            input.receive(receive);
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
        if (set.option() instanceof TcpOption.Linger time) {
            linger = time.time();
        } else {
            connection.set(set.option(), now, effects);
        }
        writable |= set.option() instanceof TcpOption.SendBuffer;
        set.done().complete(null);
    }

    /** What the application waits to receive. */
    PendingReceive input() {
        return input;
    }

    /** Completes what can be completed. */
    void settle(long now) {
        input.settle(failure, now);
        if (sending != null) {
            settleSend(now);
        }
        if (lingering != null && isSettled()) {
            lingered();
        }
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
        if (sending != null) {
            failSend(TcpErrors.closed());
        }
        input.fail(TcpErrors.closed());
    }

    /** The actor stops. */
    void stop() {
        release();
        lingered();
    }
}
