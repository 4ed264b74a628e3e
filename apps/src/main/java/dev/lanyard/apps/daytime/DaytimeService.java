package dev.lanyard.apps.daytime;

import dev.lanyard.actors.udp.UdpSender;
import dev.lanyard.apps.server.PortArgument;
import dev.lanyard.apps.server.TcpServer;
import dev.lanyard.apps.server.UdpServer;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.node.Node;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.ServiceProvider;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/**
 * Tells the node's time of day to whoever connects or sends a datagram (RFC 867).
 *
 * @param port 13 if not said otherwise
 */
public record DaytimeService(int port) implements Service {

    /** Makes it by the name of {@code daytime}. */
    public static final class Provider implements ServiceProvider {
        @Override
        public String name() {
            return "daytime";
        }

        @Override
        public Service create(List<String> arguments) {
            return new DaytimeService(PortArgument.parse(name(), arguments, 13));
        }
    }

    @Override
    public CompletionStage<Void> start(Node node) {
        return TcpServer.start(
                        node,
                        port,
                        connection -> connection.send(
                                ByteBuffer.wrap(line(node.clock().instant()))))
                .thenCompose(tcp -> UdpServer.start(
                        node,
                        port,
                        (question, socket) -> answer(socket, node.clock().instant())));
    }

    private static PacketBuffer answer(UdpSender socket, Instant time) {
        byte[] line = line(time);
        PacketBuffer answer = socket.allocate(line.length);
        answer.append(line, 0, line.length);
        return answer;
    }

    /**
     * The first of the two forms that the RFC shows: {@code Tuesday, February 22, 1982 17:37:43-PST}. Not by a formatter, whose
     * names of months come from locale data that differ between JDKs and cost the event loop 50 ms to load.
     */
    static byte[] line(Instant time) {
        LocalDateTime t = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        String line = capitalized(t.getDayOfWeek()) + ", " + capitalized(t.getMonth()) + " " + t.getDayOfMonth() + ", "
                + t.getYear() + " " + twoDigits(t.getHour()) + ":" + twoDigits(t.getMinute()) + ":"
                + twoDigits(t.getSecond()) + "-UTC\r\n";
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    private static String capitalized(Enum<?> name) {
        return name.name().charAt(0) + name.name().substring(1).toLowerCase(Locale.ROOT);
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
