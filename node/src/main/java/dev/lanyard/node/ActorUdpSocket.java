package dev.lanyard.node;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.actors.udp.UdpSocketActor;
import dev.lanyard.actors.udp.UdpSocketCommand;
import dev.lanyard.actors.udp.UdpSocketCommand.Membership.Operation;
import dev.lanyard.node.socket.MembershipKey;
import dev.lanyard.node.socket.UdpOptionNames;
import dev.lanyard.node.socket.UdpSocket;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A UDP socket as its actor's commands. */
final class ActorUdpSocket implements UdpSocket {
    private static final int BY_ROUTE = -1;

    private final UdpActor.Bound bound;
    private final NodeSettings settings;
    private final Operations operations;
    private volatile Endpoint local;

    /**
     * @param settings of the node, which know the interfaces by name
     */
    ActorUdpSocket(UdpActor.Bound bound, NodeSettings settings) {
        this.bound = bound;
        this.settings = settings;
        this.operations = new Operations(bound.closed());
        this.local = bound.local();
    }

    @Override
    public Endpoint local() {
        return local;
    }

    @Override
    public CompletionStage<Void> send(Endpoint destination, ByteBuffer payload) {
        return order(done -> new UdpSocketActor.Send(destination, payload, done));
    }

    @Override
    public CompletionStage<Void> connect(Endpoint peer) {
        CompletableFuture<Endpoint> connected = order(result -> new UdpSocketActor.Connect(peer, result));
        return connected.thenAccept(address -> local = address);
    }

    @Override
    public CompletionStage<Datagram> receive() {
        return order(UdpSocketActor.Receive::new);
    }

    @Override
    public CompletionStage<Datagram.Received> receive(ByteBuffer target) {
        CompletableFuture<Datagram> datagram = order(UdpSocketActor.Receive::new);
        CompletableFuture<Datagram.Received> received = datagram.thenApply(whole -> whole.into(target));
        received.whenComplete((done, failure) -> datagram.cancel(false)); // withdraws it if that is what happened
        return received;
    }

    @Override
    public CompletionStage<MembershipKey> join(Ipv4Address group) {
        return join(BY_ROUTE, group, null);
    }

    @Override
    public CompletionStage<MembershipKey> join(Ipv4Address group, String networkInterface) {
        return join(settings.interfaceIndex(networkInterface), group, null);
    }

    @Override
    public CompletionStage<MembershipKey> join(Ipv4Address group, Ipv4Address source) {
        return join(BY_ROUTE, group, source);
    }

    @Override
    public CompletionStage<MembershipKey> join(Ipv4Address group, String networkInterface, Ipv4Address source) {
        return join(settings.interfaceIndex(networkInterface), group, source);
    }

    private CompletionStage<MembershipKey> join(int index, Ipv4Address group, Ipv4Address source) {
        return change(Operation.JOIN, index, group, source).thenApply(joined -> new Key(joined, group, source));
    }

    private CompletableFuture<Integer> change(Operation operation, int index, Ipv4Address group, Ipv4Address source) {
        return order(result -> new UdpSocketCommand.Membership(operation, index, group, source, result));
    }

    @Override
    public CompletionStage<Void> configure(UnaryOperator<UdpOptions> change) {
        return order(done -> new UdpSocketCommand.Configure(change, done));
    }

    @Override
    public CompletionStage<UdpOptions> options() {
        return order(UdpSocketCommand.GetOptions::new);
    }

    @Override
    public <T> CompletionStage<Void> option(SocketOption<T> name, T value) {
        return configure(UdpOptionNames.change(name, value, settings::interfaceIndex));
    }

    @Override
    public <T> CompletionStage<T> option(SocketOption<T> name) {
        return options().thenApply(options -> UdpOptionNames.value(name, options, this::interfaceName));
    }

    private String interfaceName(int index) {
        return settings.interfaces().get(index).name();
    }

    private <T> CompletableFuture<T> order(Function<CompletableFuture<T>, UdpSocketActor.Command> command) {
        return operations.submit(result -> bound.socket().tell(command.apply(result)));
    }

    @Override
    public CompletionStage<Void> close() {
        bound.socket().tell(new UdpSocketActor.Close(new CompletableFuture<>()));
        return bound.closed().copy();
    }

    private final class Key implements MembershipKey {
        private final int index;
        private final Ipv4Address group;
        private final Ipv4Address source;

        Key(int index, Ipv4Address group, Ipv4Address source) {
            this.index = index;
            this.group = group;
            this.source = source;
        }

        @Override
        public Ipv4Address group() {
            return group;
        }

        @Override
        public String networkInterface() {
            return interfaceName(index);
        }

        @Override
        public Optional<Ipv4Address> source() {
            return Optional.ofNullable(source);
        }

        @Override
        public CompletionStage<Void> block(Ipv4Address unwanted) {
            return change(Operation.BLOCK, index, group, unwanted).thenAccept(done -> {});
        }

        @Override
        public CompletionStage<Void> unblock(Ipv4Address wanted) {
            return change(Operation.UNBLOCK, index, group, wanted).thenAccept(done -> {});
        }

        @Override
        public CompletionStage<Void> drop() {
            return change(Operation.LEAVE, index, group, source).thenAccept(done -> {});
        }
    }
}
