package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.dhcp.DhcpLease.LeasedRoute;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.RoutingCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which leases the interfaces are configured with, and the orders to IPv4 that change that. */
final class DhcpInterfaces {
    private static final Logger LOG = LoggerFactory.getLogger(DhcpInterfaces.class);

    private final Consumer<Ipv4Actor.Command> ipv4;
    private final Consumer<DhcpLease> listener;
    private final Map<Integer, DhcpLease> leases = new TreeMap<>();
    private CompletableFuture<Void> configured = CompletableFuture.completedFuture(null);

    DhcpInterfaces(Consumer<Ipv4Actor.Command> ipv4, Consumer<DhcpLease> listener) {
        this.ipv4 = ipv4;
        this.listener = listener;
    }

    /** Uses a lease instead of what the interface had from DHCP before. Connections survive if the address is the same. */
    void configure(int index, DhcpLease lease) {
        DhcpLease before = leases.put(index, lease);
        boolean same = before != null && before.prefix().equals(lease.prefix());
        List<LeasedRoute> kept = same ? routes(before) : List.of();
        List<LeasedRoute> wanted = routes(lease);
        if (before != null) {
            remove(index, before, !same, same ? wanted : List.of());
        }
        if (!same) {
            order(
                    "the address " + lease.prefix(),
                    done -> new InterfaceCommand.AddAddress(index, lease.prefix(), done));
        }
        for (int i = 0; i < wanted.size(); i++) {
            LeasedRoute route = wanted.get(i);
            int metric = i; // servers list routers in the order of preference (RFC 2132 §3.5)
            if (!kept.contains(route)) {
                order(
                        "the route to " + route.network() + " via " + route.gateway(),
                        done -> new RoutingCommand.AddRoute(route.network(), route.gateway(), metric, done));
            }
        }
        listener.accept(lease);
    }

    /** Takes away what a lease had brought. */
    void deconfigure(int index) {
        DhcpLease lease = leases.remove(index);
        if (lease != null) {
            remove(index, lease, true, List.of());
            listener.accept(leases.values().stream().findFirst().orElse(null));
        }
    }

    private void remove(int index, DhcpLease lease, boolean address, List<LeasedRoute> except) {
        for (LeasedRoute route : routes(lease)) {
            if (!except.contains(route)) {
                order(
                        "removing the route to " + route.network(),
                        done -> new RoutingCommand.RemoveRoute(route.network(), route.gateway(), done));
            }
        }
        if (address) {
            order(
                    "removing the address " + lease.prefix(),
                    done -> new InterfaceCommand.RemoveAddress(index, lease.address(), done));
        }
    }

    /** Those of a lease's routes that can be used: their gateway is another host on the link. */
    private static List<LeasedRoute> routes(DhcpLease lease) {
        List<LeasedRoute> usable = new ArrayList<>();
        for (LeasedRoute route : lease.routes()) {
            Ipv4Address gateway = route.gateway();
            if (lease.prefix().contains(gateway.value())
                    && !gateway.equals(lease.address())
                    && !usable.contains(route)) {
                usable.add(route);
            }
        }
        return usable;
    }

    private void order(String what, Function<CompletableFuture<Void>, Ipv4Actor.Command> command) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> tried = done.exceptionally(failure -> {
            LOG.warn("DHCP: {}: {}", what, failure.getMessage());
            return null;
        });
        configured = CompletableFuture.allOf(configured, tried);
        ipv4.accept(command.apply(done));
    }

    /** Does something when IPv4 has carried out what it was told so far. */
    void whenConfigured(Runnable task) {
        configured.thenRun(task);
    }
}
