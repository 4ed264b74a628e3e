package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.tcp.TcpProtocol.Binding;
import dev.lanyard.actors.tcp.TcpProtocol.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lists what {@link TcpTables} knows, with the figures that the connections' actors tell. */
final class TableReader {
    private static final Comparator<Endpoint> BY_ENDPOINT = Comparator.comparingInt(Endpoint::port)
            .thenComparing(end -> end.address().value(), Integer::compareUnsigned);

    private final List<TcpTable.Connection> connections = new ArrayList<>();
    private final List<CompletableFuture<?>> answers = new ArrayList<>();

    /** Completes the result on the event loop, when all connections have answered. */
    static void read(TcpTables tables, long now, CompletableFuture<TcpTable> result) {
        TableReader reader = new TableReader();
        List<TcpTable.Listener> listeners = new ArrayList<>();
        tables.listeners.forEach(port ->
                listeners.add(new TcpTable.Listener(port.local, port.backlog, port.waiting, port.halfOpen.size())));
        listeners.sort(Comparator.comparing(TcpTable.Listener::local, BY_ENDPOINT));
        tables.entries.forEach((addresses, ports, entry) -> reader.add(addresses, ports, entry, now));
        CompletableFuture.allOf(reader.answers.toArray(CompletableFuture<?>[]::new))
                .whenComplete((all, failure) -> {
                    reader.connections.sort(Comparator.comparing(TcpTable.Connection::local, BY_ENDPOINT)
                            .thenComparing(TcpTable.Connection::remote, BY_ENDPOINT));
                    result.complete(new TcpTable(listeners, reader.connections));
                });
    }

    private void add(long addresses, int ports, Entry entry, long now) {
        Endpoint local = ConnectionTable.local(addresses, ports);
        Endpoint remote = ConnectionTable.remote(addresses, ports);
        if (entry instanceof TimeWait rest) {
            Duration left = Duration.ofNanos(Math.max(0, rest.deadline - now));
            connections.add(new TcpTable.Connection(local, remote, TcpState.TIME_WAIT, null, left));
        } else if (entry instanceof Binding binding) {
            CompletableFuture<TcpInfo> answer = new CompletableFuture<>();
            answers.add(answer.handle((info, failure) -> {
                if (info != null) {
                    connections.add(new TcpTable.Connection(local, remote, info.state(), info, Duration.ZERO));
                }
                return null;
            }));
            binding.tell(new TcpConnectionCommand.GetInfo(answer));
        }
    }
}
