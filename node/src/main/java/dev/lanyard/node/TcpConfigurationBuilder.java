package dev.lanyard.node;

import dev.lanyard.actors.tcp.CongestionControl;
import dev.lanyard.actors.tcp.EcnMode;
import dev.lanyard.actors.tcp.IpMarks;
import dev.lanyard.actors.tcp.MtuProbing;
import dev.lanyard.actors.tcp.TcpLimits;
import dev.lanyard.actors.tcp.TcpLimits.SynCookies;
import dev.lanyard.actors.tcp.TcpSettings;
import dev.lanyard.actors.tcp.TcpSettingsBuilder;
import dev.lanyard.node.command.Durations;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Makes a {@link TcpConfiguration} from names and values, as command lines and scenario files have them: {@code congestion} and
 * {@code reno}. docs/tcp.md lists them. All methods throw {@link IllegalArgumentException} with one line that says what is wrong
 * and what to write.
 */
public final class TcpConfigurationBuilder {
    private static final Map<String, BiConsumer<TcpConfigurationBuilder, String>> NAMES = new TreeMap<>(Map.ofEntries(
            Map.entry("congestion", (b, text) -> b.settings.congestionControl(congestion(text))),
            Map.entry("ecn", (b, text) -> b.settings.ecn(choice(EcnMode.class, text))),
            Map.entry("mtu-probing", (b, text) -> b.settings.mtuProbing(choice(MtuProbing.class, text))),
            Map.entry("mtu-probe-interval", (b, text) -> b.settings.mtuProbeInterval(Durations.parse(text))),
            Map.entry("base-mss", (b, text) -> b.baseMss = count(text)),
            Map.entry("min-mss", (b, text) -> b.minMss = count(text)),
            Map.entry("sack", (b, text) -> b.settings.selectiveAcks(isOn(text))),
            Map.entry("timestamps", (b, text) -> b.settings.timestamps(isOn(text))),
            Map.entry("window-scaling", (b, text) -> b.settings.windowScaling(isOn(text))),
            Map.entry("no-delay", (b, text) -> b.settings.noDelay(isOn(text))),
            Map.entry("tail-loss-probes", (b, text) -> b.settings.tailLossProbes(isOn(text))),
            Map.entry("delayed-ack", (b, text) -> b.settings.delayedAck(Durations.parse(text))),
            Map.entry("quick-acks", (b, text) -> b.settings.quickAcks(count(text))),
            Map.entry("send-buffer", (b, text) -> {
                int[] sizes = sizes(text);
                b.settings.sendBuffer(sizes[0], sizes[1]);
            }),
            Map.entry("receive-buffer", (b, text) -> {
                int[] sizes = sizes(text);
                b.settings.receiveBuffer(sizes[0], sizes[1]);
            }),
            Map.entry("initial-rto", (b, text) -> b.settings.initialRto(Durations.parse(text))),
            Map.entry("min-rto", (b, text) -> b.settings.minRto(Durations.parse(text))),
            Map.entry("max-rto", (b, text) -> b.settings.maxRto(Durations.parse(text))),
            Map.entry("syn-retries", (b, text) -> b.settings.synRetries(count(text))),
            Map.entry("retries", (b, text) -> b.settings.retries(count(text))),
            Map.entry("user-timeout", (b, text) -> b.settings.userTimeout(Durations.parse(text))),
            Map.entry("msl", (b, text) -> b.settings.msl(Durations.parse(text))),
            Map.entry("fin-wait-timeout", (b, text) -> b.settings.finWaitTimeout(Durations.parse(text))),
            Map.entry("keep-alive-idle", (b, text) -> b.keepAliveIdle = Durations.parse(text)),
            Map.entry("keep-alive-interval", (b, text) -> b.keepAliveInterval = Durations.parse(text)),
            Map.entry("keep-alive-probes", (b, text) -> b.keepAliveProbes = count(text)),
            Map.entry("linger", (b, text) -> b.settings.linger(text.equals("none") ? null : Durations.parse(text))),
            Map.entry("tos", (b, text) -> b.marks = b.marks.withTrafficClass(count(text))),
            Map.entry("ttl", (b, text) -> b.marks = b.marks.withTtl(count(text))),
            Map.entry("connections", (b, text) -> b.limits = b.limits.withConnections(count(text))),
            Map.entry("time-waits", (b, text) -> b.limits = b.limits.withTimeWaits(count(text))),
            Map.entry("half-open", (b, text) -> b.limits = b.limits.withHalfOpen(count(text))),
            Map.entry("syn-cookies", (b, text) -> b.limits = b.limits.withSynCookies(choice(SynCookies.class, text))),
            Map.entry("resets", (b, text) -> b.limits = b.limits.withResets(count(text))),
            Map.entry("challenges", (b, text) -> b.limits = b.limits.withChallenges(count(text))),
            Map.entry("buffers", (b, text) -> b.limits = b.limits.withBuffers(bytes(text)))));

    private final TcpSettingsBuilder settings = TcpSettings.builder();
    private TcpLimits limits = TcpLimits.DEFAULT;
    private int baseMss = TcpSettings.DEFAULT.baseMss();
    private int minMss = TcpSettings.DEFAULT.minMss();
    private IpMarks marks = IpMarks.DEFAULT;
    private Duration keepAliveIdle = TcpSettings.DEFAULT.keepAliveIdle();
    private Duration keepAliveInterval = TcpSettings.DEFAULT.keepAliveInterval();
    private int keepAliveProbes = TcpSettings.DEFAULT.keepAliveProbes();

    /** What can be chosen, in the order of the alphabet. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(NAMES.keySet());
    }

    /** Chooses one thing. */
    public TcpConfigurationBuilder set(String name, String value) {
        BiConsumer<TcpConfigurationBuilder, String> setter = NAMES.get(name);
        if (setter == null) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no setting of TCP; there are: " + String.join(", ", NAMES.keySet()));
        }
        setter.accept(this, value.strip());
        return this;
    }

    /** All that was chosen, with the defaults for the rest. */
    public TcpConfiguration build() {
        return new TcpConfiguration(
                settings.baseMss(baseMss, minMss)
                        .marks(marks)
                        .keepAlive(keepAliveIdle, keepAliveInterval, keepAliveProbes)
                        .build(),
                limits);
    }

    private static boolean isOn(String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither on nor off");
        };
    }

    private static CongestionControl.Factory congestion(String text) {
        return switch (text) {
            case "cubic" -> CongestionControl.Factory.CUBIC;
            case "reno" -> CongestionControl.Factory.RENO;
            case "dctcp" -> CongestionControl.Factory.DCTCP;
            default ->
                throw new IllegalArgumentException(
                        "'" + text + "' is no congestion control; there are: cubic, reno, dctcp");
        };
    }

    /** A constant by its name in lower case, with hyphens. */
    private static <E extends Enum<E>> E choice(Class<E> type, String text) {
        StringBuilder names = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals(text)) {
                return constant;
            }
            names.append(names.length() == 0 ? "" : ", ").append(name);
        }
        throw new IllegalArgumentException("'" + text + "' is not understood; there are: " + names);
    }

    private static int count(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is not a number from 0 to 999999999");
        }
        return Integer.parseInt(text);
    }

    /** Bytes, or so many times 1,024 or 1,048,576 of them. */
    private static long bytes(String text) {
        if (!text.matches("[0-9]{1,10}[km]?")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a size in bytes: write it as in 65536, 64k or 4m");
        }
        char unit = text.charAt(text.length() - 1);
        String number = Character.isDigit(unit) ? text : text.substring(0, text.length() - 1);
        return Long.parseLong(number) << (unit == 'k' ? 10 : unit == 'm' ? 20 : 0);
    }

    /** A fixed size, or from where to where it grows: {@code 128k..4m}. */
    private static int[] sizes(String text) {
        int dots = text.indexOf("..");
        long first = bytes(dots < 0 ? text : text.substring(0, dots));
        long last = dots < 0 ? first : bytes(text.substring(dots + 2));
        // what is out of range stays so
        return new int[] {(int) Math.min(first, Integer.MAX_VALUE), (int) Math.min(last, Integer.MAX_VALUE)};
    }
}
