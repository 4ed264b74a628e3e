package dev.lanyard.simulator.scenario;

import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.lan.Impairments;
import dev.lanyard.link.lan.LanSettings;
import dev.lanyard.simulator.AddressPlan;
import dev.lanyard.simulator.NetSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code nets { … }}. */
final class NetReader {
    private final AddressPlan addresses;

    /**
     * @param addresses gets the nets' subnets
     */
    NetReader(AddressPlan addresses) {
        this.addresses = addresses;
    }

    SortedMap<String, NetSettings> read(Section section) throws ScenarioException {
        SortedMap<String, NetSettings> nets = new TreeMap<>();
        for (Map.Entry<String, Value> entry : section.all().entrySet()) {
            nets.put(entry.getKey(), net(entry.getKey(), entry.getValue()));
        }
        if (nets.isEmpty()) {
            throw new ScenarioException(
                    section.position(),
                    "nets is empty; expected a net, as in lan { type = switch, subnet = 10.0.1.0/24 }");
        }
        return nets;
    }

    private NetSettings net(String name, Value value) throws ScenarioException {
        Section section = value.section();
        LanSettings.Kind kind = section.required("type", "switch or link").read(NetReader::kind);
        Value subnet = section.required("subnet", "an address and prefix length, as in 10.0.1.0/24");
        Optional<Value> latency = section.optional("latency");
        Optional<Value> mtu = section.optional("mtu");
        Impairments impairments = Impairments.NONE;
        for (String key : ImpairmentKeys.names()) {
            Optional<Value> property = section.optional(key);
            if (property.isPresent()) {
                Impairments before = impairments;
                Value given = key.equals("queue") ? queue(property.get()) : property.get();
                impairments = given.read(text -> ImpairmentKeys.with(before, key, text));
            }
        }
        section.end();
        LanSettings lan = new LanSettings(
                name,
                kind,
                latency.isPresent() ? latency.get().read(NetReader::latency) : LanSettings.DEFAULT_LATENCY,
                mtu.isPresent() ? mtu(mtu.get()) : LanSettings.DEFAULT_MTU,
                impairments);
        return subnet.read(text -> {
            NetSettings net = new NetSettings(lan, Ipv4Prefix.parse(text));
            addresses.net(name, net.subnet());
            return net;
        });
    }

    private static LanSettings.Kind kind(String text) {
        return switch (text) {
            case "switch" -> LanSettings.Kind.SWITCH;
            case "link" -> LanSettings.Kind.WIRE;
            case "tap" -> throw new IllegalArgumentException("tap is not supported yet; expected switch or link");
            default -> throw new IllegalArgumentException("'" + text + "' is no type of net; expected switch or link");
        };
    }

    /** A queue is a number of packets, or an object that also names the discipline. */
    private static Value queue(Value value) throws ScenarioException {
        if (!value.isSection()) {
            return value;
        }
        Section section = value.section();
        section.required("kind", "droptail").read(kind -> {
            if (!kind.equals("droptail")) {
                throw new IllegalArgumentException("'" + kind + "' is not supported yet; expected droptail");
            }
            return kind;
        });
        Value limit = section.required("limit", "a number of packets, as in 100p");
        section.end();
        return limit;
    }

    private static Duration latency(String text) {
        Duration latency = Units.duration(text);
        if (latency.compareTo(Impairments.LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("'" + text + "' is too long; expected at most 24h");
        }
        return latency;
    }

    private static int mtu(Value value) throws ScenarioException {
        long mtu = value.integer();
        if (mtu < LinkCapabilities.MINIMUM_MTU || mtu > LinkCapabilities.MAXIMUM_MTU) {
            throw value.error(mtu + " is not an MTU; expected " + LinkCapabilities.MINIMUM_MTU + " to "
                    + LinkCapabilities.MAXIMUM_MTU);
        }
        return (int) mtu;
    }
}
