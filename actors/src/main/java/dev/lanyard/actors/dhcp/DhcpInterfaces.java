package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.dhcp.DhcpLease.LeasedRoute;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.RoutingCommand;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Consumer<List<DhcpParameters>> listener;
    private final Map<Integer, DhcpLease> leases = new TreeMap<>();
    /** What servers said to interfaces without a lease. */
    private final Map<Integer, DhcpParameters> informed = new TreeMap<>();

    private CompletableFuture<Void> configured = CompletableFuture.completedFuture(null);

    DhcpInterfaces(Consumer<Ipv4Actor.Command> ipv4, Consumer<List<DhcpParameters>> listener) {
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
        if (mtu(before) != mtu(lease)) {
            limitMtu(index, mtu(lease));
        }
        for (int i = 0; i < wanted.size(); i++) {
            LeasedRoute route = wanted.get(i);
            int metric = i; // servers list routers in the order of preference (RFC 2132 §3.5)
            if (!kept.contains(route)) {
                order("the route " + text(route), done -> add(index, route, metric, done));
            }
        }
        tell();
    }

    private static int mtu(DhcpLease lease) {
        return lease == null ? 0 : lease.parameters().mtu().orElse(0);
    }

    private void limitMtu(int index, int mtu) {
        order("the MTU " + mtu, done -> new RoutingCommand.LimitMtu(index, mtu, done));
    }

    private static String text(LeasedRoute route) {
        return "to " + route.network() + (route.isOnLink() ? " on the link" : " via " + route.gateway());
    }

    private static Ipv4Actor.Command add(int index, LeasedRoute route, int metric, CompletableFuture<Void> done) {
        return route.isOnLink()
                ? new RoutingCommand.AddLinkRoute(route.network(), index, metric, done)
                : new RoutingCommand.AddRoute(route.network(), route.gateway(), metric, done);
    }

    private static Ipv4Actor.Command remove(int index, LeasedRoute route, CompletableFuture<Void> done) {
        return route.isOnLink()
                ? new RoutingCommand.RemoveLinkRoute(route.network(), index, done)
                : new RoutingCommand.RemoveRoute(route.network(), route.gateway(), done);
    }

    /** Keeps what a server said to an interface that asked without a lease. */
    void informed(int index, DhcpParameters parameters) {
        informed.put(index, parameters);
        tell();
    }

    /** The lease in use, or null. */
    DhcpLease lease(int index) {
        return leases.get(index);
    }

    private void tell() {
        Map<Integer, DhcpParameters> all = new TreeMap<>(informed);
        leases.forEach((index, lease) -> all.put(index, lease.parameters()));
        listener.accept(List.copyOf(all.values()));
    }

    /** Takes away what a lease had brought. */
    void deconfigure(int index) {
        DhcpLease lease = leases.remove(index);
        if (lease != null) {
            remove(index, lease, true, List.of());
            if (mtu(lease) != 0) {
                limitMtu(index, 0);
            }
            tell();
        }
    }

    private void remove(int index, DhcpLease lease, boolean address, List<LeasedRoute> except) {
        List<LeasedRoute> routes = routes(lease);
        for (int i = routes.size() - 1; i >= 0; i--) {
            LeasedRoute route = routes.get(i);
            if (!except.contains(route)) {
                order("removing the route " + text(route), done -> remove(index, route, done));
            }
        }
        if (address) {
            order(
                    "removing the address " + lease.prefix(),
                    done -> new InterfaceCommand.RemoveAddress(index, lease.address(), done));
        }
    }

    /**
     * Those of a lease's routes that can be used, those on the link first: the gateways of the others are hosts on the link, by
     * the lease's own network or by a route of it. One that is alone on its network (/32) reaches its gateway all the same.
     */
    private static List<LeasedRoute> routes(DhcpLease lease) {
        Set<LeasedRoute> usable = new LinkedHashSet<>();
        for (LeasedRoute route : lease.routes()) {
            if (route.isOnLink()) {
                usable.add(route);
            } else if (lease.prefix().length() == 32 && !route.gateway().equals(lease.address())) {
                usable.add(new LeasedRoute(new Ipv4Prefix(route.gateway(), 32), Ipv4Address.ANY));
            }
        }
        List<LeasedRoute> onLink = List.copyOf(usable);
        for (LeasedRoute route : lease.routes()) {
            Ipv4Address gateway = route.gateway();
            boolean reached = lease.prefix().contains(gateway.value())
                    || onLink.stream()
                            .anyMatch(link -> link.network().length() > 0
                                    && link.network().contains(gateway.value()));
            if (!route.isOnLink() && reached && !gateway.equals(lease.address())) {
                usable.add(route);
            }
        }
        return List.copyOf(usable);
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
