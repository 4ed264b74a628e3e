package dev.lanyard.simulator;

import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.link.lan.Impairments;
import dev.lanyard.link.lan.LanSettings;
import dev.lanyard.node.InterfaceAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Describes a world in a test: its nets first, then its nodes. All methods throw {@link IllegalArgumentException}. */
public final class WorldBuilder {
    private final AddressPlan addresses = new AddressPlan();
    private final SortedMap<String, NetSettings> nets = new TreeMap<>();
    private final SortedMap<String, HostSettings> hosts = new TreeMap<>();
    private long seed;
    private WorldSettings.Mode mode = WorldSettings.Mode.VIRTUAL;

    WorldBuilder() {}

    public WorldBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** Lets time pass as it does outside. */
    public WorldBuilder realtime() {
        mode = WorldSettings.Mode.REALTIME;
        return this;
    }

    /**
     * A switch that harms no frame.
     *
     * @param subnet as in {@code 10.0.1.0/24}
     */
    public WorldBuilder lan(String name, String subnet) {
        return net(LanSettings.ofSwitch(name), subnet);
    }

    /** A cable between two nodes. */
    public WorldBuilder wire(String name, String subnet, Impairments impairments) {
        return net(LanSettings.ofWire(name).withImpairments(impairments), subnet);
    }

    /** Any LAN. */
    public WorldBuilder net(LanSettings lan, String subnet) {
        NetSettings net = new NetSettings(lan, Ipv4Prefix.parse(subnet));
        requireFree(net.name());
        addresses.net(net.name(), net.subnet());
        nets.put(net.name(), net);
        return this;
    }

    /**
     * A node with one interface, {@code eth0}.
     *
     * @param address on the net's subnet, or {@code dhcp}
     */
    public WorldBuilder node(String name, String net, String address) {
        requireFree(name);
        Attachment attachment = new Attachment("eth0", net, claim(net, address, name), Optional.empty());
        hosts.put(name, new HostSettings(name, List.of(attachment), Optional.empty(), Map.of(), List.of()));
        return this;
    }

    private InterfaceAddress claim(String net, String address, String node) {
        return address.equals("dhcp")
                ? new InterfaceAddress.Dhcp(Optional.of(node))
                : new InterfaceAddress.Static(addresses.claim(net, address, node));
    }

    /** Attaches a node to another net, with the next interface. */
    public WorldBuilder attach(String node, String net, String address) {
        HostSettings host = host(node);
        List<Attachment> attachments = new ArrayList<>(host.attachments());
        String name = "eth" + attachments.size();
        attachments.add(new Attachment(name, net, claim(net, address, node), Optional.empty()));
        hosts.put(node, host.withAttachments(attachments));
        return this;
    }

    /** Gives a node a default route. */
    public WorldBuilder gateway(String node, String address) {
        hosts.put(node, host(node).withGateway(Ipv4Address.parse(address)));
        return this;
    }

    /**
     * Makes a node look for others that have its fixed addresses (RFC 5227): it starts without them and takes those that are free
     * 4 to 7 seconds later.
     */
    public WorldBuilder conflictDetection(String node) {
        HostSettings host = host(node);
        List<Attachment> attachments = new ArrayList<>();
        for (Attachment each : host.attachments()) {
            InterfaceAddress address = each.address().with(InterfaceAddress.Detection.WHILE_RUNNING);
            attachments.add(new Attachment(each.interfaceName(), each.net(), address, each.mac()));
        }
        hosts.put(node, host.withAttachments(attachments));
        return this;
    }

    /** Makes a node pass on packets for others. */
    public WorldBuilder router(String node) {
        hosts.put(node, host(node).withRouter(true));
        return this;
    }

    /**
     * Gives a node a route.
     *
     * @param route as in {@code 10.0.2.0/24 via 10.0.1.1 metric 5}
     */
    public WorldBuilder route(String node, String route) {
        HostSettings host = host(node);
        List<StaticRoute> routes = new ArrayList<>(host.routes());
        routes.add(StaticRoute.parse(route));
        hosts.put(node, host.withRoutes(routes));
        return this;
    }

    /** Lets a node ask name servers for names that it does not know itself. */
    public WorldBuilder names(String node, DnsSettings dns) {
        hosts.put(node, host(node).withDns(dns));
        return this;
    }

    /** Lets a node run services, each given as a line: its name and its arguments. */
    public WorldBuilder services(String node, String... lines) {
        HostSettings host = host(node);
        List<String> services = new ArrayList<>(host.services());
        services.addAll(List.of(lines));
        hosts.put(node, host.withServices(services));
        return this;
    }

    public WorldSettings settings() {
        return new WorldSettings(seed, mode, nets, hosts);
    }

    /** Starts the world; its time is 0 and nothing has happened yet. */
    public World start() {
        return World.start(settings());
    }

    private HostSettings host(String name) {
        HostSettings host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException(
                    "no such node: '" + name + "'; there are: " + String.join(", ", hosts.keySet()));
        }
        return host;
    }

    private void requireFree(String name) {
        if (nets.containsKey(name) || hosts.containsKey(name)) {
            throw new IllegalArgumentException("'" + name + "' names something already");
        }
    }
}
