package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.tcp.TcpProtocol.Binding;
import dev.lanyard.actors.tcp.TcpProtocol.Port;
import java.util.concurrent.CompletableFuture;

/** Makes connections: their places in the tables, and what each begins with. */
final class ConnectionFactory {
    private final TcpActor.Environment environment;
    private final TcpTables tables;
    private final InitialNumbers numbers;
    private final NodeResources node;
    private final Spawner spawner;

    /** Brings a connection to life, and tells its binding about it. */
    interface Spawner {
        /**
         * @param syn the peer's, or null if this node opens the connection
         * @param result of opening it, or null if the peer does
         */
        void spawn(
                Binding binding, TcpParameters parameters, TcpSegment syn, CompletableFuture<TcpActor.Opened> result);
    }

    ConnectionFactory(TcpActor.Environment environment, TcpTables tables, Spawner spawner) {
        this.environment = environment;
        this.tables = tables;
        this.spawner = spawner;
        numbers = new InitialNumbers(environment.random());
        node = new NodeResources(environment.random(), environment.limits(), environment.counters());
    }

    /** Whether the node may have one more. */
    boolean hasRoom() {
        return tables.connections() < environment.limits().connections();
    }

    /**
     * One that this node opens.
     *
     * @param rest of the connection before between the endpoints, which ends, or null
     */
    void active(
            long addresses,
            int ports,
            TimeWait rest,
            TcpSettings settings,
            Route route,
            CompletableFuture<TcpActor.Opened> result) {
        int first = firstSequence(addresses, ports, rest);
        Binding binding = bind(addresses, ports, null);
        spawner.spawn(binding, parameters(addresses, ports, settings, route, first), null, result);
    }

    /** One that a peer opens with a SYN. */
    void passive(long addresses, int ports, TimeWait rest, Port port, TcpSegment syn, Route route) {
        int first = firstSequence(addresses, ports, rest);
        Binding binding = bind(addresses, ports, port);
        port.halfOpen.add(binding);
        environment.counters().halfOpen.increment();
        spawner.spawn(binding, parameters(addresses, ports, port.settings, route, first), syn, null);
    }

    /** One whose SYN-ACK carried a cookie, which has come back. */
    Binding resumed(long addresses, int ports, Port port, TcpSegment syn, Route route, int first) {
        Binding binding = bind(addresses, ports, port);
        binding.resumed = true;
        port.resuming++;
        spawner.spawn(binding, parameters(addresses, ports, port.settings, route, first), syn, null);
        return binding;
    }

    /** Where the next one begins: behind the one before, of which nothing is left then. */
    private int firstSequence(long addresses, int ports, TimeWait rest) {
        int proposed = numbers.sequence(addresses, ports, environment.clock().nanos());
        if (rest == null) {
            return proposed;
        }
        tables.timeWaits.remove(rest);
        return rest.nextSequence(proposed);
    }

    private Binding bind(long addresses, int ports, Port port) {
        Binding binding = new Binding(addresses, ports, port);
        tables.entries.put(addresses, ports, binding);
        environment.counters().connections.increment();
        return binding;
    }

    TcpParameters parameters(long addresses, int ports, TcpSettings settings, Route route, int first) {
        return new TcpParameters(
                settings,
                first,
                numbers.timestampOffset(addresses, ports),
                route.capabilities().mtu(),
                route.capabilities().maxSegmentation(),
                node);
    }
}
