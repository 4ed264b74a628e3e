package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.tcp.TcpProtocol.Entry;
import java.net.BindException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Which endpoints are taken on a node, and by what. */
final class TcpTables {
    final ConnectionTable<Entry> entries;
    final TimeWaits timeWaits;
    final ListeningPorts listeners = new ListeningPorts();
    RoutingTable routes = RoutingTable.EMPTY;

    private final RandomGenerator random;

    TcpTables(RandomGenerator random, int timeWaitLimit, Consumer<TimeWait> ended) {
        this.random = random;
        entries = new ConnectionTable<>(random.nextLong());
        timeWaits = new TimeWaits(entries, timeWaitLimit, ended);
    }

    /** Connections with an actor. */
    int connections() {
        return entries.size() - timeWaits.size();
    }

    /** Whether the address can be that of one host. */
    boolean isHost(int address) {
        return Ipv4Address.isUnicast(address) && !routes.isBroadcast(address);
    }

    void requireOurs(int address) throws BindException {
        if (address != 0 && !routes.isLocal(address)) {
            throw new BindException(
                    "Cannot assign requested address: " + Ipv4Address.toString(address) + " is not ours");
        }
    }

    /**
     * The local port for a connection that this node opens: the one wanted, or a dynamic one if that is 0.
     *
     * @return 0 if that port is taken, or all are
     */
    int portFor(int local, int wanted, Endpoint remote, boolean timestamps, long now) {
        if (wanted != 0) {
            return isFree(local, wanted, remote, timestamps, now) ? wanted : 0;
        }
        return ListeningPorts.ephemeral(random, port -> isFree(local, port, remote, timestamps, now));
    }

    /** RFC 6191 §2: a connection in TIME_WAIT is no obstacle if its end can tell old segments from new ones. */
    private boolean isFree(int local, int port, Endpoint remote, boolean timestamps, long now) {
        if (port == remote.port() && local == remote.address().value() || listeners.isTaken(local, port)) {
            return false;
        }
        Entry entry = entries.get(
                ConnectionTable.addresses(local, remote.address().value()), ConnectionTable.ports(port, remote.port()));
        return entry == null || entry instanceof TimeWait rest && rest.yieldsToUs(timestamps, now);
    }

    /** The port for a listener: the one wanted, or a dynamic one if that is 0; 0 if that port is taken, or all are. */
    int portFor(int local, int wanted, boolean reuseAddress) {
        if (wanted != 0) {
            return isFree(local, wanted, reuseAddress) ? wanted : 0;
        }
        return ListeningPorts.ephemeral(random, port -> isFree(local, port, true));
    }

    /** SO_REUSEADDR: whether connections that have the port, those in TIME_WAIT above all, are no obstacle to a listener. */
    private boolean isFree(int local, int port, boolean reuseAddress) {
        return !listeners.isTaken(local, port) && (reuseAddress || !hasConnection(local, port));
    }

    private boolean hasConnection(int local, int port) {
        boolean[] found = new boolean[1];
        entries.forEach((addresses, ports, entry) ->
                found[0] |= ports >>> 16 == port && (local == 0 || (int) (addresses >>> 32) == local));
        return found[0];
    }
}
