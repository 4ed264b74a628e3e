package dev.lanyard.apps.dns;

import dev.lanyard.actors.dns.DnsData;
import dev.lanyard.actors.dns.DnsEdns;
import dev.lanyard.actors.dns.DnsFlags;
import dev.lanyard.actors.dns.DnsMessage;
import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.dns.DnsQuestion;
import dev.lanyard.actors.dns.DnsRcode;
import dev.lanyard.actors.dns.DnsRecord;
import dev.lanyard.actors.dns.DnsType;
import dev.lanyard.actors.dns.DnsZone;
import dev.lanyard.actors.dns.Ipv6Text;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.apps.Alarm;
import dev.lanyard.apps.Repeat;
import dev.lanyard.apps.server.Arguments;
import dev.lanyard.apps.server.TcpServer;
import dev.lanyard.link.loop.EventLoop;
import dev.lanyard.node.Node;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.ServiceProvider;
import dev.lanyard.node.socket.TcpSocket;
import dev.lanyard.node.socket.UdpSocket;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A name server for simulated networks (RFC 1035): knows the node's static names, which in a world are all nodes', and the
 * records in its arguments. Answers over UDP and TCP.
 */
@Command(name = "dns-server")
public final class DnsServerService implements Service {
    /** How it misbehaves. */
    public enum Mode {
        NONE,
        /** Says SERVFAIL to everything. */
        SERVFAIL,
        /** Sets TC in every UDP answer and leaves the records out. */
        TRUNCATE,
        /** Answers under another identifier. */
        WRONG_ID,
        /** Answers another question than was asked. */
        WRONG_QUESTION,
        /** Gives every name the address 192.0.2.66, and says so of names that nobody asked for too. */
        LIES,
        /** Never answers. */
        SILENT
    }

    @Parameters(
            paramLabel = "NAME=DATA",
            description =
                    "Records: www=10.0.0.1 (A, or AAAA with colons), alias=CNAME:www, lan=MX:10:mail, lan=TXT:hello,"
                            + " _x._tcp=SRV:0:0:80:www.")
    private List<String> records = new ArrayList<>();

    @Option(names = "--domain", paramLabel = "NAME", description = "Zone that static names are in, besides the root.")
    private String domain;

    @Mixin
    private final Manners begin = new Manners();

    /** What can change while it serves. */
    @Command(name = "dns-server")
    private static final class Manners {
        @Option(
                names = "--mode",
                paramLabel = "MODE",
                description = "Misbehaviour: servfail, truncate, wrong-id, wrong-question, lies, silent; or none.")
        private String mode;

        @Option(names = "--slow", paramLabel = "TIME", description = "Waits before each answer.")
        private Duration slow;
    }

    /** How long a connection may be silent; RFC 7766 §6.2.3 asks for a few seconds. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final Ipv4Address FALSE_ADDRESS = Ipv4Address.parse("192.0.2.66");

    private final DnsZone zone = new DnsZone(DnsName.ROOT);
    private volatile Mode mode = Mode.NONE;
    private volatile Duration slow = Duration.ZERO;

    private DnsServerService() {}

    /** Makes it by the name of {@code dns-server}. */
    public static final class Provider implements ServiceProvider {
        @Override
        public String name() {
            return "dns-server";
        }

        @Override
        public Service create(List<String> arguments) {
            DnsServerService service = Arguments.read(name(), new DnsServerService(), arguments);
            service.prepare();
            return service;
        }
    }

    @Override
    public void change(List<String> arguments) {
        change(Arguments.read("dns-server", new Manners(), arguments));
    }

    private void change(Manners manners) {
        if (manners.mode != null) {
            mode = Arguments.constant("dns-server", "mode", Mode.class, manners.mode);
        }
        if (manners.slow != null) {
            slow = manners.slow;
        }
    }

    private void prepare() {
        change(begin);
        records.forEach(text -> zone.add(record(text)));
    }

    private static DnsRecord record(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "dns-server: '" + text + "' is not a record: write NAME=ADDRESS or NAME=TYPE:DATA");
        }
        DnsName name = DnsName.parse(text.substring(0, equals));
        String value = text.substring(equals + 1);
        String[] parts = value.split(":", -1);
        if (parts.length == 1) {
            return DnsRecord.address(name, DnsZone.TTL, Ipv4Address.parse(value));
        }
        if (!DnsType.isType(parts[0])) {
            return new DnsRecord(name, DnsType.AAAA, DnsZone.TTL, Ipv6Text.parse(value));
        }
        DnsType type = DnsType.parse(parts[0]);
        return new DnsRecord(name, type, DnsZone.TTL, data(type, parts, value, text));
    }

    private static DnsData data(DnsType type, String[] parts, String value, String text) {
        String rest = value.substring(parts[0].length() + 1);
        try {
            return switch (type.toString()) {
                case "A" -> new DnsData.Address(Ipv4Address.parse(rest));
                case "AAAA" -> Ipv6Text.parse(rest);
                case "CNAME", "NS", "PTR" -> new DnsData.Target(DnsName.parse(rest));
                case "TXT" -> DnsData.text(rest);
                case "MX" -> new DnsData.Mx(Integer.parseInt(parts[1]), DnsName.parse(parts[2]));
                case "SRV" ->
                    new DnsData.Srv(
                            Integer.parseInt(parts[1]),
                            Integer.parseInt(parts[2]),
                            Integer.parseInt(parts[3]),
                            DnsName.parse(parts[4]));
                default -> throw new IllegalArgumentException("records of type " + type + " cannot be given");
            };
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "dns-server: '" + text + "' has too little, or no number where one is due", e);
        }
    }

    @Override
    public CompletionStage<Void> start(Node node) {
        node.settings().hosts().forEach((name, address) -> {
            zone.host(DnsName.parse(name), address);
            if (domain != null) {
                zone.host(DnsName.parse(name).append(DnsName.parse(domain)), address);
            }
        });
        return node.udp(53)
                .thenAccept(socket -> serve(node, socket))
                .thenCompose(done -> TcpServer.start(node, 53, connection -> serve(node, connection)));
    }

    private void serve(Node node, UdpSocket socket) {
        Repeat.forever(() -> socket.receive().thenAccept(question -> {
            Optional<DnsMessage> answer = answer(node, question.payload(), true);
            answer.ifPresent(message -> {
                int limit = DnsMessage.parse(question.payload())
                        .message()
                        .edns()
                        .map(DnsEdns::payloadSize)
                        .orElse(DnsEdns.CLASSIC_PAYLOAD);
                byte[] octets = message.emit(Math.max(DnsEdns.CLASSIC_PAYLOAD, Math.min(limit, DnsEdns.SAFE_PAYLOAD)));
                node.delay(slow).thenRun(() -> socket.send(question.source(), ByteBuffer.wrap(octets)));
            });
        }));
    }

    private Optional<DnsMessage> answer(Node node, byte[] question, boolean udp) {
        DnsMessage query = DnsMessage.parse(question).message();
        if (query == null || query.flags().response() || mode == Mode.SILENT) {
            return Optional.empty();
        }
        DnsMessage answer = zone.answer(query);
        return Optional.of(
                switch (mode) {
                    case SERVFAIL -> query.reply(DnsRcode.SERVFAIL, false, List.of(), List.of());
                    case WRONG_ID ->
                        answer.withId(answer.id() ^ (1 + node.random().nextInt(0xffff)));
                    case TRUNCATE -> udp ? cut(answer) : answer;
                    case WRONG_QUESTION ->
                        query.questions().size() != 1
                                ? answer
                                : zone.answer(about(query, DnsName.parse("wrong.question")));
                    case LIES -> lie(answer, node);
                    default -> answer;
                });
    }

    private static DnsMessage about(DnsMessage query, DnsName name) {
        DnsQuestion other = new DnsQuestion(name, query.question().type());
        return new DnsMessage(
                query.id(), query.flags(), 0, List.of(other), List.of(), List.of(), List.of(), query.edns());
    }

    private static DnsMessage lie(DnsMessage answer, Node node) {
        List<DnsRecord> answers = answer.answers().stream()
                .map(record -> record.data() instanceof DnsData.Address ? lie(record.name()) : record)
                .toList();
        List<DnsRecord> unasked = node.settings().hosts().keySet().stream()
                .map(name -> lie(DnsName.parse(name)))
                .toList();
        List<DnsRecord> all = new ArrayList<>(answers);
        all.addAll(unasked);
        return new DnsMessage(
                answer.id(),
                answer.flags(),
                answer.rcode(),
                answer.questions(),
                all,
                answer.authorities(),
                unasked,
                answer.edns());
    }

    private static DnsRecord lie(DnsName name) {
        return DnsRecord.address(name, DnsZone.TTL, FALSE_ADDRESS);
    }

    private static DnsMessage cut(DnsMessage answer) {
        DnsFlags flags = answer.flags().withTruncated(true);
        return new DnsMessage(
                answer.id(), flags, answer.rcode(), answer.questions(), List.of(), List.of(), List.of(), answer.edns());
    }

    /** Answers one question after the other until the client closes, or is not heard of for a while (RFC 7766 §6.2). */
    private CompletionStage<Void> serve(Node node, TcpSocket connection) {
        EventLoop loop = node.system().loop();
        Alarm overdue = new Alarm(loop);
        return Repeat.whileTrue(() -> {
                    overdue.set(loop.clock().nanos() + IDLE.plus(slow).toNanos(), connection::abort);
                    return question(connection)
                            .thenCompose(question -> question.length == 0
                                    ? CompletableFuture.completedStage(false)
                                    : answer(node, connection, question));
                })
                .whenComplete((done, failure) -> overdue.cancel());
    }

    /** Says false if the question is not answered, and the connection is to be closed. */
    private CompletionStage<Boolean> answer(Node node, TcpSocket connection, byte[] question) {
        return node.delay(slow).thenCompose(waited -> {
            Optional<DnsMessage> answer = answer(node, question, false);
            if (answer.isEmpty()) {
                return CompletableFuture.completedStage(false);
            }
            byte[] octets = answer.get().emit();
            ByteBuffer message = ByteBuffer.allocate(2 + octets.length);
            return connection
                    .send(message.putShort((short) octets.length).put(octets).flip())
                    .thenApply(sent -> true);
        });
    }

    /** The next question; of no length at the end of the stream, or if the client says so. */
    private static CompletionStage<byte[]> question(TcpSocket connection) {
        return fill(connection, ByteBuffer.allocate(2)).thenCompose(length -> {
            if (length.position() == 0) {
                return CompletableFuture.completedStage(new byte[0]);
            }
            return whole(length)
                    .thenCompose(two -> fill(connection, ByteBuffer.allocate(two.getShort(0) & 0xffff)))
                    .thenCompose(DnsServerService::whole)
                    .thenApply(ByteBuffer::array);
        });
    }

    private static CompletionStage<ByteBuffer> whole(ByteBuffer read) {
        return read.hasRemaining()
                ? CompletableFuture.failedStage(new EOFException("closed before the question was complete"))
                : CompletableFuture.completedStage(read);
    }

    /** Fills the buffer, as far as the stream has something. */
    private static CompletionStage<ByteBuffer> fill(TcpSocket connection, ByteBuffer target) {
        if (!target.hasRemaining()) {
            return CompletableFuture.completedStage(target);
        }
        return connection
                .receive(target)
                .thenCompose(count -> count < 0 ? CompletableFuture.completedStage(target) : fill(connection, target));
    }
}
