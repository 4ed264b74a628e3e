package dev.lanyard.apps.cli;

import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.igmp.IgmpVersion;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.link.MacAddress;
import dev.lanyard.node.TcpConfiguration;
import dev.lanyard.node.TcpConfigurationBuilder;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.Services;
import dev.lanyard.os.TapDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lanyard node}: a node on a tap device, with a shell, commands or services. */
@Command(
        name = "node",
        description = "Run a node on a tap device of this machine.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Without -c and --no-shell it gives a shell; 'help' there lists the commands.",
            "Exit status: 0 done, 1 failed (the last command's status with -c), 2 not understood."
        })
final class LiveNodeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--tap", required = true, paramLabel = "NAME", description = "The tap device.")
    private String tap;

    @ArgGroup(multiplicity = "1")
    private Origin origin;

    /** Where the address comes from. */
    private static final class Origin {
        @Option(
                names = "--address",
                required = true,
                paramLabel = "ADDRESS/LENGTH",
                description = "The node's IPv4 address and the length of its network's prefix: 192.168.1.3/24.")
        private String address;

        @Option(
                names = "--dhcp",
                required = true,
                description = "Get address, routes and name servers from a DHCP server.")
        private boolean dhcp;
    }

    @Option(
            names = "--dhcp-lease-file",
            paramLabel = "FILE",
            description =
                    "With --dhcp: keep the lease there when the node stops instead of giving it back, and ask for the same"
                            + " address at the next start.")
    private Path leaseFile;

    @Option(names = "--gateway", paramLabel = "ADDRESS", description = "Router to other networks.")
    private String gateway;

    @Option(
            names = "--mac",
            paramLabel = "MAC",
            description =
                    "The node's MAC address. Default: 02:4c and the four octets of its IPv4 address, or with --dhcp what"
                            + " follows from the name of the tap.")
    private String mac;

    @Option(names = "--mtu", paramLabel = "BYTES", description = "Largest IP packet. Default: that of the tap.")
    private int mtu;

    @Option(
            names = "--services",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Services to run: echo, discard, daytime, chargen, dns-server, dhcp-server; 'echo 7007' on another"
                            + " port.")
    private List<String> services = new ArrayList<>();

    @Option(names = "--capture", paramLabel = "FILE", description = "Record all frames in a pcapng file.")
    private Path capture;

    @Option(
            names = "--host",
            paramLabel = "NAME=ADDRESS",
            description = "A name that stands for an address. May be repeated.")
    private Map<String, String> hosts = new LinkedHashMap<>();

    @Option(
            names = "--hosts",
            paramLabel = "FILE",
            description = "Names that stand for addresses, as in /etc/hosts. --host goes before them.")
    private Path hostsFile;

    @Option(
            names = "--dns-option",
            split = ",",
            paramLabel = "OPTION",
            description =
                    "As in resolv.conf: ndots:N, timeout:SECONDS, attempts:N, no-edns0; or 0x20 for questions in random case,"
                            + " which makes answers harder to forge. May be repeated.")
    private List<String> dnsOptions = new ArrayList<>();

    @Option(
            names = "--name-server",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Name server to ask, instead of those that DHCP names. May be repeated.")
    private List<String> nameServers = new ArrayList<>();

    @Option(
            names = "--search",
            split = ",",
            paramLabel = "DOMAIN",
            description = "Domain that names without a dot are sought in. May be repeated.")
    private List<String> search = new ArrayList<>();

    @Option(
            names = "--no-offload",
            description = "Let the kernel neither leave checksums to us nor hand over more than one segment at a time.")
    private boolean noOffload;

    @Option(names = "--netns", paramLabel = "NAME", description = "Network namespace that the tap is in.")
    private String namespace;

    @Option(
            names = "--create-tap",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "ADDRESS/LENGTH",
            description = "Create the tap if there is none, bring it up, and give this machine's end the address. A tap"
                    + " that was created vanishes with the node.")
    private String createTap;

    @Option(
            names = "--interface",
            paramLabel = "TAP=ADDRESS/LENGTH",
            description = "Another tap, which exists, and the node's address on it: eth1, eth2, … May be repeated.")
    private Map<String, String> interfaces = new LinkedHashMap<>();

    @Option(
            names = "--probe",
            description = "Look for another station that has the address first, which takes 4 to 7 seconds.")
    private boolean probe;

    @Option(names = "--router", description = "Pass on packets for others.")
    private boolean router;

    @Option(
            names = "--route",
            paramLabel = "ROUTE",
            description = "A route, as '10.0.2.0/24 via 10.0.1.1 metric 5'. May be repeated.")
    private List<String> routes = new ArrayList<>();

    @Option(
            names = "--igmp-version",
            paramLabel = "1|2|3",
            description = "Newest version of IGMP to speak; it falls back to older ones by itself. Default: 3.")
    private int igmpVersion = IgmpVersion.V3.number();

    @Option(
            names = "--tcp",
            paramLabel = "NAME=VALUE",
            description =
                    "A setting of TCP: congestion=reno, mtu-probing=off, sack=off, … A wrong name lists all. May be"
                            + " repeated.")
    private Map<String, String> tcp = new LinkedHashMap<>();

    @Option(
            names = "--busy-poll",
            paramLabel = "MICROSECONDS",
            description =
                    "How long to look on for packets before the thread sleeps, as long as that proves worth it; 0 saves"
                            + " power. Default: 100 where there is more than one processor.")
    private Integer busyPoll;

    @Option(names = "--no-shell", description = "Serve until SIGINT or SIGTERM.")
    private boolean noShell;

    @Option(
            names = "-c",
            paramLabel = "COMMAND",
            description = "Run a command, then exit with its status. May be repeated.")
    private List<String> commands = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        LiveNodeSettings settings = settings();
        List<Service> made = option("--services", services, lines -> make(Services.load(), lines));
        return new LiveSession(settings, made).run(commands, noShell);
    }

    private static List<Service> make(Services services, List<String> lines) {
        return lines.stream().map(String::strip).map(services::create).toList();
    }

    /**
     * What the options say.
     *
     * @throws ParameterException if that makes no sense
     */
    LiveNodeSettings settings() {
        Optional<Ipv4Prefix> own = Optional.ofNullable(origin.address)
                .map(text -> option("--address", text, t -> LiveNodeSettings.usable(Ipv4Prefix.parse(t))));
        if (leaseFile != null && own.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--dhcp-lease-file: there is no lease without --dhcp");
        }
        TapDevice.Settings device =
                option("--tap", tap, name -> new TapDevice.Settings(name, createTap != null, !noOffload, namespace));
        Optional<Ipv4Prefix> kernel = createTap == null || createTap.isEmpty()
                ? Optional.empty()
                : Optional.of(option("--create-tap", createTap, text -> kernel(own, text)));
        Optional<Ipv4Address> defaultRouter = Optional.ofNullable(gateway)
                .map(text -> option("--gateway", text, g -> LiveNodeSettings.onLink(fixed(own), Ipv4Address.parse(g))));
        MacAddress hardware = mac == null
                ? LiveNodeSettings.defaultMac(own, tap)
                : option("--mac", mac, text -> LiveNodeSettings.station(MacAddress.parse(text)));
        int limit = spec.commandLine().getParseResult().hasMatchedOption("--mtu")
                ? option("--mtu", mtu, LiveNodeSettings::mtu)
                : 0;
        Map<String, Ipv4Address> names = new LinkedHashMap<>();
        if (hostsFile != null) {
            names.putAll(option("--hosts", hostsFile, LiveNodeSettings::hosts));
        }
        hosts.forEach((name, text) -> names.put(name, option("--host", text, Ipv4Address::parse)));
        List<LiveNodeSettings.More> more = new ArrayList<>();
        interfaces.forEach((name, text) -> more.add(new LiveNodeSettings.More(
                option("--interface", name, tapName -> new TapDevice.Settings(tapName, false, !noOffload, namespace)),
                option("--interface", text, prefix -> LiveNodeSettings.usable(Ipv4Prefix.parse(prefix))))));
        List<StaticRoute> others = routes.stream()
                .map(text -> option("--route", text, StaticRoute::parse))
                .toList();
        DnsSettings dns = DnsSettings.of(
                option(
                        "--name-server",
                        nameServers,
                        all -> all.stream().map(Ipv4Address::parse).toList()),
                option(
                        "--search",
                        search,
                        all -> all.stream().map(DnsName::parse).toList()));
        for (String text : dnsOptions) {
            DnsSettings before = dns;
            dns = option("--dns-option", text, before::withOption);
        }
        return new LiveNodeSettings(
                device,
                kernel,
                own,
                defaultRouter,
                hardware,
                limit,
                Optional.ofNullable(capture),
                names,
                dns,
                Optional.ofNullable(leaseFile),
                probe,
                more,
                router,
                others,
                option("--igmp-version", igmpVersion, IgmpVersion::of),
                option("--tcp", tcp, LiveNodeCommand::tcp),
                Optional.ofNullable(busyPoll).map(value -> option("--busy-poll", value, LiveNodeSettings::busyPoll)));
    }

    private static TcpConfiguration tcp(Map<String, String> choices) {
        TcpConfigurationBuilder builder = new TcpConfigurationBuilder();
        choices.forEach((name, value) -> {
            try {
                builder.set(name, value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + "=" + value + ": " + e.getMessage(), e);
            }
        });
        return builder.build();
    }

    private static Ipv4Prefix kernel(Optional<Ipv4Prefix> own, String text) {
        Ipv4Prefix kernel = LiveNodeSettings.usable(Ipv4Prefix.parse(text));
        return own.isPresent() ? LiveNodeSettings.neighbour(own.get(), kernel) : kernel;
    }

    private static Ipv4Prefix fixed(Optional<Ipv4Prefix> own) {
        return own.orElseThrow(() -> new IllegalArgumentException("with --dhcp the server says which it is"));
    }

    private <A, B> B option(String name, A value, Function<A, B> meaning) {
        try {
            return meaning.apply(value);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), name + ": " + e.getMessage(), e);
        }
    }
}
