package dev.lanyard.apps.nc;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.MembershipKey;
import dev.lanyard.node.socket.UdpSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Option;

/** The options of {@code nc -u} that have to do with more than one peer, and the sockets that they ask for. */
final class UdpWays {
    @Option(
            names = {"-b", "--broadcast"},
            description = "Send to a broadcast address as well; with -l hear everybody and not the first one only.")
    boolean broadcast;

    @Option(
            names = "--join",
            paramLabel = "GROUP",
            description = "With -u -l: join a multicast group, and share the port. May be repeated.")
    List<String> groups = new ArrayList<>();

    @Option(
            names = "--source",
            paramLabel = "ADDRESS",
            description = "With --join: hear what this one sends to the group and nobody else. May be repeated.")
    List<String> sources = new ArrayList<>();

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description = "Send multicasts by this interface, or join there. Default: that of the route.")
    String networkInterface;

    @Option(
            names = "--ttl",
            paramLabel = "N",
            description = "Time to live of what is sent. Default: 64, and 1 for multicasts.")
    Integer ttl;

    @Option(names = "--no-loop", description = "Let this node's own sockets not hear its multicasts.")
    boolean noLoop;

    /** Whether one of them was given. */
    boolean any() {
        return broadcast
                || !groups.isEmpty()
                || !sources.isEmpty()
                || networkInterface != null
                || ttl != null
                || noLoop;
    }

    void check(boolean listen) {
        if (!groups.isEmpty() && !listen) {
            throw new IllegalArgumentException("--join goes with -l: who sends to a group need not be in it");
        }
        if (!sources.isEmpty() && groups.isEmpty()) {
            throw new IllegalArgumentException("--source goes with --join");
        }
        for (String group : groups) {
            if (!Ipv4Address.isMulticast(Ipv4Address.parse(group).value())) {
                throw new IllegalArgumentException(
                        group + " is no multicast group, which are 224.0.0.0 to" + " 239.255.255.255");
            }
        }
        for (String source : sources) {
            if (!Ipv4Address.isUnicast(Ipv4Address.parse(source).value())) {
                throw new IllegalArgumentException(source + " cannot be a source");
            }
        }
    }

    /** Whether datagrams are to be heard from more than one peer. */
    boolean hearsMany(Ipv4Address to) {
        return broadcast || !groups.isEmpty() || to != null && Ipv4Address.isMulticast(to.value());
    }

    /**
     * Opens a socket that is in the groups.
     *
     * @param options as {@link #options} made them
     */
    CompletionStage<UdpSocket> open(Node node, int port, UdpOptions options) {
        return node.udp(new Endpoint(Ipv4Address.ANY, port), options, null).thenCompose(socket -> {
            CompletableFuture<UdpSocket> ready = new CompletableFuture<>();
            CompletableFuture.allOf(join(socket).toArray(CompletableFuture<?>[]::new))
                    .whenComplete((joined, failure) -> {
                        if (failure == null) {
                            ready.complete(socket);
                        } else {
                            socket.close();
                            ready.completeExceptionally(failure.getCause());
                        }
                    });
            return ready;
        });
    }

    /** What the socket is to be like. */
    UdpOptions options(Node node) {
        UdpOptions options = UdpOptions.DEFAULT
                .withBroadcast(broadcast)
                .withReuseAddress(!groups.isEmpty())
                .withMulticastLoop(!noLoop);
        if (networkInterface != null) {
            options = options.withMulticastInterface(node.settings().interfaceIndex(networkInterface));
        }
        return ttl == null ? options : options.withTtl(ttl).withMulticastTtl(ttl);
    }

    private List<CompletableFuture<MembershipKey>> join(UdpSocket socket) {
        List<CompletableFuture<MembershipKey>> joins = new ArrayList<>();
        for (String text : groups) {
            Ipv4Address group = Ipv4Address.parse(text);
            if (sources.isEmpty()) {
                joins.add(socket.join(group).toCompletableFuture());
            }
            for (String source : sources) {
                joins.add(socket.join(group, Ipv4Address.parse(source)).toCompletableFuture());
            }
        }
        return joins;
    }
}
