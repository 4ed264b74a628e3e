package dev.lanyard.actors.ipv4;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ethernet.EthernetActor;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.Ipv4State;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.LinkCapabilities;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * What the {@link Ipv4Actor} knows besides the packets at hand: its neighbours in the stack, its interfaces, routes and settings.
 * It outlives a restart of that actor, in whose mailbox its messages come.
 */
final class Ipv4ControlActor {
    private final Ipv4Interfaces interfaces = new Ipv4Interfaces();
    private final TreeMap<Integer, ActorRef<ArpActor.Command>> arps = new TreeMap<>();
    private final TreeMap<Integer, ActorRef<EthernetActor.Command>> ethernets = new TreeMap<>();
    private final Ipv4Groups groups = new Ipv4Groups();

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final ActorRef<TransportEvent>[] transports = new ActorRef[256];

    private final List<CompletableFuture<Void>> awaitLinks = new ArrayList<>();
    private final List<ActorRef<InterfaceCommand.LinkState>> watchers = new ArrayList<>();
    private final Ipv4Counters counters;

    private ActorRef<IcmpReport> reports;
    private ActorRef<RawEvent> raw;
    private BitSet rawProtocols = new BitSet();
    private Ipv4Settings settings = Ipv4Settings.HOST;
    private RoutingTable routes = interfaces.snapshot();
    private Runnable changed = () -> {};

    Ipv4ControlActor(Ipv4Counters counters) {
        this.counters = counters;
    }

    /** Names what is to be done when routes or settings have changed, in place of what was named before. */
    void onChange(Runnable action) {
        changed = action;
    }

    RoutingTable routes() {
        return routes;
    }

    Ipv4Settings settings() {
        return settings;
    }

    /** The groups that are joined, as they change. */
    Ipv4Groups groups() {
        return groups;
    }

    /** How a group is reached by an interface, or null if that is down or there is none. */
    Route multicast(int index, int group) {
        return interfaces.multicast(index, group);
    }

    /** The ARP of an interface, or null if there is none. */
    ActorRef<ArpActor.Command> arp(int index) {
        return arps.get(index);
    }

    /** Who takes a protocol, or null. */
    ActorRef<TransportEvent> transport(int protocol) {
        return transports[protocol];
    }

    /** Who takes copies of a protocol's packets, or null. */
    ActorRef<RawEvent> raw(int protocol) {
        return raw != null && rawProtocols.get(protocol) ? raw : null;
    }

    /** Who tells others of errors, or null. */
    ActorRef<IcmpReport> reports() {
        return reports;
    }

    void bind(Ipv4Actor.Bind bind) {
        transports[bind.protocol()] = bind.transport();
        bind.transport().tell(new TransportEvent.RoutesChanged(routes));
        if (bind.protocol() == IpProtocol.ICMP) {
            bind.transport().tell(new TransportEvent.SettingsChanged(settings));
        }
    }

    void bindReports(Ipv4Actor.BindReports bind) {
        reports = bind.icmp();
    }

    void bindRaw(Ipv4Actor.BindRaw bind) {
        raw = bind.raw();
        rawProtocols = bind.protocols();
        raw.tell(new RawEvent.RoutesChanged(routes));
    }

    /**
     * @param self what Ethernet and ARP are to talk to
     */
    void onInterface(InterfaceCommand command, ActorRef<LayerMessage> self) {
        if (command instanceof InterfaceCommand.Attach attach) {
            interfaces.attach(attach.index(), attach.name());
            arps.put(attach.index(), attach.arp());
            ethernets.put(attach.index(), attach.ethernet());
            tellArp(attach.index(), self);
            attach.ethernet().tell(new EthernetActor.Bind(EtherType.IPV4, self.narrow()));
        } else if (command instanceof InterfaceCommand.AwaitLinks await) {
            awaitLinks.add(await.known());
            completeAwaited();
        } else if (command instanceof InterfaceCommand.WatchLinks watch) {
            watchers.remove(watch.watcher()); // one that restarted
            watchers.add(watch.watcher());
            interfaces.forEachLink((index, up) -> watch.watcher().tell(new InterfaceCommand.LinkState(index, up)));
        } else if (command instanceof InterfaceCommand.AddAddress add) {
            change(add.done(), () -> {
                interfaces.addAddress(add.index(), add.prefix());
                tellArp(add.index(), self);
            });
        } else if (command instanceof InterfaceCommand.RemoveAddress remove) {
            change(remove.done(), () -> {
                interfaces.removeAddress(remove.index(), remove.address());
                tellArp(remove.index(), self);
            });
        }
    }

    void onJoin(MulticastCommand.Join join) {
        groups.join(join.index(), join.groups());
        if (ethernets.containsKey(join.index())) {
            ethernets.get(join.index()).tell(new EthernetActor.Join(groups.stations(join.index())));
        }
    }

    /** Takes a command that is not about the paths of packets, which are the sender's. */
    void onRouting(RoutingCommand command) {
        if (command instanceof RoutingCommand.AddRoute add) {
            change(add.done(), () -> interfaces.addRoute(add.network(), add.gateway(), add.metric()));
        } else if (command instanceof RoutingCommand.RemoveRoute remove) {
            change(remove.done(), () -> interfaces.removeRoute(remove.network(), remove.gateway()));
        } else if (command instanceof RoutingCommand.AddLinkRoute add) {
            change(add.done(), () -> interfaces.addLinkRoute(add.network(), add.index(), add.metric()));
        } else if (command instanceof RoutingCommand.RemoveLinkRoute remove) {
            change(remove.done(), () -> interfaces.removeLinkRoute(remove.network(), remove.index()));
        } else if (command instanceof RoutingCommand.LimitMtu limit) {
            change(limit.done(), () -> interfaces.limitMtu(limit.index(), limit.mtu()));
        } else if (command instanceof RoutingCommand.AddRefusal add) {
            change(add.done(), () -> interfaces.addRefusal(add.network(), add.type(), add.metric()));
        } else if (command instanceof RoutingCommand.RemoveRefusal remove) {
            change(remove.done(), () -> interfaces.removeRefusal(remove.network(), remove.type()));
        } else if (command instanceof RoutingCommand.Configure configure) {
            settings = configure.settings();
            changed.run();
            if (transports[IpProtocol.ICMP] != null) {
                transports[IpProtocol.ICMP].tell(new TransportEvent.SettingsChanged(settings));
            }
            configure.done().complete(null);
        } else if (command instanceof RoutingCommand.Describe describe) {
            describe.result().complete(new Ipv4State(interfaces.describe(), routes.entries(), settings));
        }
    }

    /**
     * @param current route to the destination, or null
     */
    void onRedirect(RoutingCommand.Redirect redirect, Route current) {
        boolean heeded = settings.acceptRedirects() && !settings.forwarding();
        if (heeded && interfaces.redirect(redirect.from(), redirect.destination(), redirect.gateway(), current)) {
            counters.redirectsFollowed.increment();
            publish();
        } else {
            counters.group.drop(Ipv4Drop.REDIRECT_REFUSED);
        }
    }

    /** A next hop does not answer: it is no better router than another. */
    void onUnreachable(Ipv4Address nextHop) {
        if (interfaces.forgetRedirects(nextHop)) {
            publish();
        }
    }

    /**
     * @param capabilities null if the link is down
     */
    void onLink(int index, LinkCapabilities capabilities) {
        interfaces.link(index, capabilities);
        publish();
        completeAwaited();
        watchers.forEach(watcher -> watcher.tell(new InterfaceCommand.LinkState(index, capabilities != null)));
    }

    private void completeAwaited() {
        if (interfaces.linksKnown()) {
            awaitLinks.forEach(known -> known.complete(null));
            awaitLinks.clear();
        }
    }

    private void change(CompletableFuture<Void> done, Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            done.completeExceptionally(e);
            return;
        }
        publish();
        done.complete(null);
    }

    private void tellArp(int index, ActorRef<LayerMessage> self) {
        arps.get(index).tell(new ArpActor.Configure(self.narrow(), interfaces.addresses(index)));
    }

    private void publish() {
        routes = interfaces.snapshot();
        changed.run();
        if (raw != null) {
            raw.tell(new RawEvent.RoutesChanged(routes));
        }
        for (ActorRef<TransportEvent> transport : transports) {
            if (transport != null) {
                transport.tell(new TransportEvent.RoutesChanged(routes));
            }
        }
    }
}
