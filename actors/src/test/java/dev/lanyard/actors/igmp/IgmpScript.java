package dev.lanyard.actors.igmp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The IGMP of one interface in virtual time, where a random delay is what the test says, and what it sends as text:
 * {@code TO_EX 239.1.1.1 []}, {@code v2 239.1.1.1}, {@code leave 239.1.1.1}.
 */
final class IgmpScript implements IgmpInterface.Output {
    static final Ipv4Address GROUP = Ipv4Address.parse("239.1.1.1");
    static final Ipv4Address OTHER = Ipv4Address.parse("239.1.1.2");
    static final Ipv4Address QUERIER = Ipv4Address.parse("192.0.2.1");

    final IgmpInterface igmp;
    final List<String> sent = new ArrayList<>();
    long now = Duration.ofDays(1).toNanos();
    private Duration delay = Duration.ofMillis(400);

    IgmpScript(IgmpVersion version) {
        // A generator whose bounded numbers are twice its raw ones, halved.
        igmp = new IgmpInterface(version, () -> 2 * (delay.toNanos() - 1), this);
        igmp.up(now);
    }

    static Ipv4Address source(int last) {
        return Ipv4Address.parse("192.0.2." + last);
    }

    static List<Ipv4Address> sources(int... last) {
        return Arrays.stream(last).mapToObj(IgmpScript::source).toList();
    }

    static SourceFilter include(int... last) {
        return SourceFilter.including(sources(last));
    }

    static SourceFilter exclude(int... last) {
        return SourceFilter.excluding(sources(last));
    }

    /** Random delays are this long from now on, if they may be; otherwise the remainder. */
    IgmpScript delays(Duration time) {
        delay = time;
        return this;
    }

    IgmpScript want(Ipv4Address group, SourceFilter filter) {
        igmp.change(group, filter, now);
        return this;
    }

    IgmpScript query(IgmpQuery query) {
        igmp.query(query, QUERIER, now);
        return this;
    }

    static IgmpQuery v3(Ipv4Address group, int maxSeconds, int... sources) {
        return new IgmpQuery(
                IgmpVersion.V3,
                group,
                Duration.ofSeconds(maxSeconds),
                2,
                Duration.ofSeconds(125),
                IgmpScript.sources(sources));
    }

    static IgmpQuery old(IgmpVersion version, Ipv4Address group, int maxSeconds) {
        return new IgmpQuery(version, group, Duration.ofSeconds(maxSeconds), 0, Duration.ZERO, List.of());
    }

    /** Lets time pass, and sends what becomes due at its time. */
    IgmpScript pass(Duration time) {
        long end = now + time.toNanos();
        while (igmp.nextDeadline() <= end) {
            now = Math.max(now, igmp.nextDeadline());
            igmp.expire(now);
        }
        now = end;
        return this;
    }

    /** What has been sent since the last time it was asked. */
    List<String> taken() {
        List<String> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    @Override
    public void report(List<GroupRecord> records) {
        sent.add(records.stream().map(IgmpScript::text).collect(Collectors.joining("; ")));
    }

    private static String text(GroupRecord each) {
        String type = switch (each.type()) {
            case MODE_IS_INCLUDE -> "IS_IN";
            case MODE_IS_EXCLUDE -> "IS_EX";
            case CHANGE_TO_INCLUDE_MODE -> "TO_IN";
            case CHANGE_TO_EXCLUDE_MODE -> "TO_EX";
            case ALLOW_NEW_SOURCES -> "ALLOW";
            case BLOCK_OLD_SOURCES -> "BLOCK";
        };
        return type + " " + each.group() + " "
                + each.sources().stream()
                        .map(source -> Integer.toString(source.value() & 0xff))
                        .toList();
    }

    @Override
    public void report(IgmpVersion version, Ipv4Address group) {
        sent.add("v" + version.number() + " " + group);
    }

    @Override
    public void leave(Ipv4Address group) {
        sent.add("leave " + group);
    }
}
