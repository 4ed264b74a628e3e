package dev.lanyard.simulator.scenario;

import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.lan.LanSettings;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.node.InterfaceAddress.Detection;
import dev.lanyard.node.TcpConfiguration;
import dev.lanyard.node.TcpConfigurationBuilder;
import dev.lanyard.simulator.AddressPlan;
import dev.lanyard.simulator.Attachment;
import dev.lanyard.simulator.HostSettings;
import dev.lanyard.simulator.NetSettings;
import dev.lanyard.simulator.WorldSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads {@code nodes { … }}. Addresses that the file gives are taken first, then those it leaves out, in the order of names. */
final class NodeReader {
    private final SortedMap<String, NetSettings> nets;
    private final AddressPlan addresses;
    private final Vocabulary vocabulary;
    private final Map<String, Integer> ends = new TreeMap<>();
    private final Map<MacAddress, String> macs = new TreeMap<>();
    private final Map<String, TcpConfiguration> tcp = new TreeMap<>();

    NodeReader(SortedMap<String, NetSettings> nets, AddressPlan addresses, Vocabulary vocabulary) {
        this.nets = nets;
        this.addresses = addresses;
        this.vocabulary = vocabulary;
    }

    /** An interface whose address may still be missing. */
    private record Draft(
            String name, String net, Optional<InterfaceAddress> address, Optional<MacAddress> mac, Value value) {}

    /** A node in whose place a host comes when every address is known. */
    private record DraftNode(
            List<Draft> interfaces,
            Optional<Value> gateway,
            Map<String, Ipv4Address> hosts,
            List<String> services,
            DnsSettings dns,
            boolean router,
            boolean probed,
            Optional<Value> routes,
            Value value) {}

    SortedMap<String, HostSettings> read(Section section) throws ScenarioException {
        SortedMap<String, DraftNode> drafts = new TreeMap<>();
        for (Map.Entry<String, Value> entry : section.all().entrySet()) {
            if (nets.containsKey(entry.getKey())) {
                throw entry.getValue().error("there is a net of that name; expected another name");
            }
            drafts.put(entry.getKey(), draft(entry.getKey(), entry.getValue()));
        }
        if (drafts.isEmpty()) {
            throw new ScenarioException(
                    section.position(), "nodes is empty; expected a node, as in a { eth0 = { net = lan } }");
        }
        SortedMap<String, HostSettings> hosts = new TreeMap<>();
        for (Map.Entry<String, DraftNode> entry : drafts.entrySet()) {
            hosts.put(entry.getKey(), host(entry.getKey(), entry.getValue()).withTcp(tcp.get(entry.getKey())));
        }
        return hosts;
    }

    private DraftNode draft(String name, Value value) throws ScenarioException {
        Section section = value.section();
        Optional<Value> kind = section.optional("kind");
        boolean router = kind.isPresent() && kind.get().read(NodeReader::isRouter);
        Optional<Value> routes = section.optional("routes");
        tcp.put(name, tcp(section.optional("tcp")));
        Optional<Value> probing = section.optional("conflict-detection");
        boolean probed = probing.isPresent() && probing.get().bool();
        Optional<Value> gateway = section.optional("gateway");
        Map<String, Ipv4Address> hosts = hosts(section.optional("hosts"));
        List<String> services = services(section.optional("services"));
        DnsSettings dns = DnsSettings.of(
                list(section.optional("name-servers"), Ipv4Address::parse),
                list(section.optional("search"), DnsName::parse));
        Optional<Value> options = section.optional("dns-options");
        if (options.isPresent()) {
            for (Value option : options.get().list()) {
                dns = option.read(dns::withOption);
            }
        }
        List<Draft> interfaces = new ArrayList<>();
        for (Map.Entry<String, Value> other : section.others().entrySet()) {
            if (!other.getKey().matches("[a-z]+[0-9]+")) {
                throw section.unknown(other.getKey(), "an interface such as eth0 = { net = … }, or ");
            }
            interfaces.add(draftInterface(name, other.getKey(), other.getValue().section(), other.getValue()));
        }
        if (interfaces.isEmpty()) {
            throw value.error("has no interface; expected one, as in eth0 = { net = " + nets.firstKey() + " }");
        }
        return new DraftNode(interfaces, gateway, hosts, services, dns, router, probed, routes, value);
    }

    private Draft draftInterface(String node, String name, Section section, Value value) throws ScenarioException {
        Value netName = section.required("net", "the name of a net: " + String.join(", ", nets.keySet()));
        NetSettings net = netName.read(this::net);
        Optional<Value> given = section.optional("address");
        Optional<Value> mac = section.optional("mac");
        section.end();
        if (ends.merge(net.name(), 1, Integer::sum) > 2 && net.lan().kind() == LanSettings.Kind.WIRE) {
            throw netName.error(net.name() + " is a link and has two ends already; expected a switch");
        }
        String owner = node + "." + name;
        Optional<InterfaceAddress> address = Optional.empty();
        if (given.isPresent()) {
            address = Optional.of(given.get().read(text -> address(net.name(), text, node, owner)));
        }
        Optional<MacAddress> station = Optional.empty();
        if (mac.isPresent()) {
            station = Optional.of(mac.get().read(text -> mac(text, owner)));
        }
        return new Draft(name, net.name(), address, station, value);
    }

    private NetSettings net(String name) {
        NetSettings net = nets.get(name);
        if (net == null) {
            throw new IllegalArgumentException(
                    "no such net: '" + name + "'; expected one of: " + String.join(", ", nets.keySet()));
        }
        return net;
    }

    private InterfaceAddress address(String net, String text, String node, String owner) {
        return text.equals("dhcp")
                ? new InterfaceAddress.Dhcp(Optional.of(node))
                : new InterfaceAddress.Static(addresses.claim(net, text, owner));
    }

    private MacAddress mac(String text, String owner) {
        MacAddress mac = MacAddress.parse(text);
        if (mac.isGroup() || mac.equals(MacAddress.ZERO)) {
            throw new IllegalArgumentException(
                    text + " is not the address of one station; expected an even first octet");
        }
        String other = macs.putIfAbsent(mac, owner);
        if (other != null) {
            throw new IllegalArgumentException(mac + " is already the address of " + other);
        }
        return mac;
    }

    private static boolean isRouter(String text) {
        return switch (text) {
            case "host" -> false;
            case "router" -> true;
            default -> throw new IllegalArgumentException("'" + text + "' is no kind of node; expected host or router");
        };
    }

    private static List<StaticRoute> routes(Optional<Value> value) throws ScenarioException {
        List<StaticRoute> routes = new ArrayList<>();
        if (value.isPresent()) {
            for (Value line : value.get().list()) {
                routes.add(line.read(StaticRoute::parse));
            }
        }
        return routes;
    }

    private static TcpConfiguration tcp(Optional<Value> value) throws ScenarioException {
        if (value.isEmpty()) {
            return TcpConfiguration.DEFAULT;
        }
        TcpConfigurationBuilder builder = new TcpConfigurationBuilder();
        for (Map.Entry<String, Value> entry : value.get().section().all().entrySet()) {
            String word = entry.getValue().word();
            entry.getValue().check(() -> builder.set(entry.getKey(), word));
        }
        return value.get().check(builder::build);
    }

    private static Map<String, Ipv4Address> hosts(Optional<Value> value) throws ScenarioException {
        Map<String, Ipv4Address> hosts = new TreeMap<>();
        if (value.isPresent()) {
            for (Map.Entry<String, Value> entry : value.get().section().all().entrySet()) {
                hosts.put(entry.getKey(), entry.getValue().read(Ipv4Address::parse));
            }
        }
        return hosts;
    }

    private static <T> List<T> list(Optional<Value> value, Function<String, T> meaning) throws ScenarioException {
        List<T> all = new ArrayList<>();
        if (value.isPresent()) {
            for (Value each : value.get().list()) {
                all.add(each.read(meaning::apply));
            }
        }
        return all;
    }

    private List<String> services(Optional<Value> value) throws ScenarioException {
        List<String> services = new ArrayList<>();
        if (value.isPresent()) {
            for (Value line : value.get().list()) {
                Optional<String> problem = vocabulary.serviceProblem(line.text());
                if (problem.isPresent()) {
                    throw line.error(problem.get());
                }
                services.add(line.text());
            }
        }
        return services;
    }

    private HostSettings host(String name, DraftNode draft) throws ScenarioException {
        List<Attachment> attachments = new ArrayList<>();
        for (Draft each : draft.interfaces) {
            InterfaceAddress address = each.address.isPresent()
                    ? each.address.get()
                    : new InterfaceAddress.Static(
                            each.value.check(() -> addresses.next(each.net, name + "." + each.name)));
            InterfaceAddress taken = draft.probed ? address.with(Detection.WHILE_RUNNING) : address;
            attachments.add(new Attachment(each.name, each.net, taken, each.mac));
        }
        Optional<Ipv4Address> gateway = Optional.empty();
        if (draft.gateway.isPresent()) {
            gateway = Optional.of(draft.gateway.get().read(Ipv4Address::parse));
        }
        Optional<Ipv4Address> router = gateway;
        List<StaticRoute> routes = routes(draft.routes);
        HostSettings host = draft.value.check(() -> new HostSettings(
                name, attachments, router, draft.hosts, draft.services, draft.dns, draft.router, routes));
        for (StaticRoute route : routes) {
            Optional<String> wrong = WorldSettings.checkRoute(host, route);
            if (wrong.isPresent()) {
                throw draft.routes.orElseThrow().error(wrong.get());
            }
        }
        Optional<String> problem = WorldSettings.checkGateway(host);
        if (problem.isPresent()) {
            throw draft.gateway.get().error(problem.get());
        }
        return host;
    }
}
