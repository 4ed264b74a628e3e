package dev.lanyard.apps.dhcp;

import dev.lanyard.actors.dhcp.DhcpMessage;
import dev.lanyard.actors.dhcp.DhcpMessageType;
import dev.lanyard.actors.dhcp.DhcpOption;
import dev.lanyard.actors.dhcp.DhcpOptions;
import dev.lanyard.actors.dhcp.DhcpServer;
import dev.lanyard.actors.dhcp.DhcpServerSettings;
import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.apps.Repeat;
import dev.lanyard.apps.server.Arguments;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.node.Node;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.ServiceProvider;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A DHCP server for simulated networks (RFC 2131 §4.3), on the link of the interface whose network has its pool. */
@Command(name = "dhcp-server")
public final class DhcpServerService implements Service {
    /** How it misbehaves. */
    public enum Mode {
        NONE,
        /** Refuses every request. */
        NAK,
        /** Lends an address that is in use: its own. */
        DUPLICATE,
        /** Answers as if to another transaction. */
        WRONG_XID,
        /** Answers as if to another client. */
        WRONG_CHADDR,
        /** Lends for no time, with T1 after T2 and a router that is not on the link. */
        LIES,
        /** Never answers. */
        SILENT
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "FIRST-LAST",
            description = "The pool. Default: the upper half of the network of the node's first interface.")
    private String pool;

    @Option(names = "--lease", paramLabel = "TIME", defaultValue = "1h", description = "Of a lease.")
    private Duration lease;

    @Option(names = "--t1", paramLabel = "TIME", description = "When to renew; half of the lease if left out.")
    private Duration renewal;

    @Option(names = "--t2", paramLabel = "TIME", description = "When to ask any server.")
    private Duration rebinding;

    @Option(names = "--router", paramLabel = "ADDRESS", description = "Default: the server; 'none' for none.")
    private String router;

    @Option(names = "--dns", paramLabel = "ADDRESS", description = "Default: the server; 'none' for none.")
    private String dns;

    @Option(names = "--domain", paramLabel = "NAME", description = "Of the clients, and what they search.")
    private String domain;

    @Option(names = "--ntp", paramLabel = "ADDRESS", description = "Time server told to clients.")
    private String ntp;

    @Option(names = "--mtu", paramLabel = "BYTES", description = "Told to clients.")
    private int mtu;

    @Mixin
    private final Manners begin = new Manners();

    private volatile Mode mode = Mode.NONE;
    private volatile Duration slow = Duration.ZERO;

    /** What can change while it serves. */
    @Command(name = "dhcp-server")
    private static final class Manners {
        @Option(
                names = "--mode",
                paramLabel = "MODE",
                description = "Misbehaviour: nak, duplicate, wrong-xid, wrong-chaddr, lies, silent; or none.")
        private String mode;

        @Option(names = "--slow", paramLabel = "TIME", description = "Waits before each answer.")
        private Duration slow;
    }

    private DhcpServerService() {}

    /** Makes it by the name of {@code dhcp-server}. */
    public static final class Provider implements ServiceProvider {
        @Override
        public String name() {
            return "dhcp-server";
        }

        @Override
        public Service create(List<String> arguments) {
            DhcpServerService service = Arguments.read(name(), new DhcpServerService(), arguments);
            service.check();
            return service;
        }
    }

    @Override
    public void change(List<String> arguments) {
        change(Arguments.read("dhcp-server", new Manners(), arguments));
    }

    private void change(Manners manners) {
        if (manners.mode != null) {
            mode = Arguments.constant("dhcp-server", "mode", Mode.class, manners.mode);
        }
        if (manners.slow != null) {
            slow = manners.slow;
        }
    }

    private void check() {
        change(begin);
        if (pool != null) {
            bounds();
        }
        for (String address : new String[] {router, dns, ntp}) {
            if (address != null && !address.equals("none")) {
                Ipv4Address.parse(address);
            }
        }
        if (domain != null) {
            DnsName.parse(domain);
        }
    }

    private Ipv4Address[] bounds() {
        String[] ends = pool.split("-", -1);
        if (ends.length != 2) {
            throw new IllegalArgumentException(
                    "dhcp-server: '" + pool + "' is no pool: write FIRST-LAST, two addresses");
        }
        return new Ipv4Address[] {Ipv4Address.parse(ends[0]), Ipv4Address.parse(ends[1])};
    }

    @Override
    public CompletionStage<Void> start(Node node) {
        int index = interfaceOf(node);
        Ipv4Prefix own =
                node.settings().interfaces().get(index).address().fixed().orElseThrow();
        int middle = own.network() | ~own.mask() >>> 1 & ~own.mask();
        Ipv4Address[] range = pool != null
                ? bounds()
                : new Ipv4Address[] {new Ipv4Address(middle + 1), new Ipv4Address(own.broadcast() - 1)};
        DhcpServer honest = server(own, range[0], range[1]);
        DhcpServer duplicating = server(own, own.address(), own.address());
        return node.udp(DhcpMessage.SERVER_PORT)
                .thenAccept(socket -> serve(node, index, socket, () -> mode == Mode.DUPLICATE ? duplicating : honest));
    }

    private DhcpServer server(Ipv4Prefix own, Ipv4Address first, Ipv4Address last) {
        return new DhcpServer(new DhcpServerSettings(own.address(), first, last, lease.toSeconds(), options(own)));
    }

    private int interfaceOf(Node node) {
        List<Ipv4Prefix> networks = new ArrayList<>();
        for (int i = 0; i < node.settings().interfaces().size(); i++) {
            InterfaceAddress address = node.settings().interfaces().get(i).address();
            if (address.fixed().isEmpty()) {
                continue;
            }
            Ipv4Prefix own = address.fixed().get();
            networks.add(own);
            if (pool == null || own.contains(bounds()[0].value()) && own.contains(bounds()[1].value())) {
                return i;
            }
        }
        throw new IllegalArgumentException("dhcp-server: the pool " + (pool == null ? "" : pool)
                + " is on the network of no interface with a fixed address: " + networks);
    }

    private DhcpOptions options(Ipv4Prefix own) {
        DhcpOptions.Builder options = DhcpOptions.builder()
                .put(DhcpOption.SUBNET_MASK, new Ipv4Address(own.mask()))
                .put(DhcpOption.BROADCAST_ADDRESS, new Ipv4Address(own.broadcast()));
        address(options, DhcpOption.ROUTER, router, own);
        address(options, DhcpOption.DOMAIN_NAME_SERVER, dns, own);
        if (domain != null) {
            options.put(DhcpOption.DOMAIN_NAME, domain).searchList(List.of(DnsName.parse(domain)));
        }
        if (ntp != null) {
            options.put(DhcpOption.NTP_SERVERS, Ipv4Address.parse(ntp));
        }
        if (mtu > 0) {
            options.putShort(DhcpOption.INTERFACE_MTU, mtu);
        }
        if (renewal != null) {
            options.putInt(DhcpOption.RENEWAL_TIME, renewal.toSeconds());
        }
        if (rebinding != null) {
            options.putInt(DhcpOption.REBINDING_TIME, rebinding.toSeconds());
        }
        return options.build();
    }

    private static void address(DhcpOptions.Builder options, int code, String text, Ipv4Prefix own) {
        if (text == null) {
            options.put(code, own.address());
        } else if (!text.equals("none")) {
            options.put(code, Ipv4Address.parse(text));
        }
    }

    private void serve(Node node, int index, UdpSocket socket, Supplier<DhcpServer> server) {
        Repeat.forever(() -> socket.receive().thenAccept(datagram -> {
            DhcpMessage message = DhcpMessage.parse(datagram.payload()).message();
            if (message != null && mode != Mode.SILENT) {
                server.get()
                        .received(message, node.clock().nanos())
                        .map(answer -> misbehave(answer, node, index))
                        .ifPresent(
                                answer -> node.delay(slow).thenRun(() -> send(node, index, socket, datagram, answer)));
            }
        }));
    }

    private DhcpMessage misbehave(DhcpMessage answer, Node node, int index) {
        boolean ack = answer.type() == DhcpMessageType.ACK;
        DhcpOptions.Builder options = answer.options().with();
        return switch (mode) {
            case NAK ->
                ack
                        ? answer.answer(
                                Ipv4Address.ANY,
                                options.put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) DhcpMessageType.NAK.code()})
                                        .build())
                        : answer;
            case WRONG_XID -> answer.withXid(answer.xid() + 1);
            case WRONG_CHADDR ->
                answer.withChaddr(node.settings().interfaces().get(index).mac());
            case LIES ->
                answer.withOptions(options.putInt(DhcpOption.LEASE_TIME, 0)
                        .putInt(DhcpOption.RENEWAL_TIME, 20)
                        .putInt(DhcpOption.REBINDING_TIME, 10)
                        .put(DhcpOption.ROUTER, Ipv4Address.parse("192.0.2.254"))
                        .build());
            default -> answer;
        };
    }

    /**
     * To the client's address if it has one, else to all, and a NAK always (RFC 2131 §4.1). A client that did not ask for answers
     * to all gets one too: there is no way past ARP to an address that is not in use yet.
     */
    private static void send(Node node, int index, UdpSocket socket, Datagram request, DhcpMessage answer) {
        ByteBuffer payload = ByteBuffer.wrap(answer.emit());
        if (request.source().address().value() != 0 && answer.type() != DhcpMessageType.NAK) {
            socket.send(request.source(), payload);
        } else {
            node.broadcast(index, DhcpMessage.SERVER_PORT, DhcpMessage.CLIENT_PORT, payload);
        }
    }
}
