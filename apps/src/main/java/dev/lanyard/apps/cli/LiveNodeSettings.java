package dev.lanyard.apps.cli;

import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.dns.HostsText;
import dev.lanyard.actors.igmp.IgmpVersion;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.node.TcpConfiguration;
import dev.lanyard.os.TapDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a live node is made of, checked as far as that is possible without touching the system.
 *
 * @param kernel address that this machine's end of a tap is given that was created
 * @param address fixed; from DHCP if there is none
 * @param mtu 0 for that of the tap
 * @param capture file to record frames in
 * @param leaseFile where the lease is kept for the next node on this tap
 * @param probe whether another station that has the address is looked for first (RFC 5227)
 * @param more interfaces besides the first
 * @param router whether packets for others are passed on
 * @param igmp newest version that is spoken
 * @param tcp settings of connections, and their limits
 * @param busyPoll how long the event loop looks on before it sleeps; what suits this machine if there is none
 */
record LiveNodeSettings(
        TapDevice.Settings tap,
        Optional<Ipv4Prefix> kernel,
        Optional<Ipv4Prefix> address,
        Optional<Ipv4Address> gateway,
        MacAddress mac,
        int mtu,
        Optional<Path> capture,
        Map<String, Ipv4Address> hosts,
        DnsSettings dns,
        Optional<Path> leaseFile,
        boolean probe,
        List<More> more,
        boolean router,
        List<StaticRoute> routes,
        IgmpVersion igmp,
        TcpConfiguration tcp,
        Optional<Duration> busyPoll) {
    LiveNodeSettings {
        more = List.copyOf(more);
        routes = List.copyOf(routes);
    }

    /** Another interface, on a tap that exists. */
    record More(TapDevice.Settings tap, Ipv4Prefix address) {}

    private static final long MAC_SECOND_OCTET = 0x4cL;
    private static final long DHCP_SECOND_OCTET = 0x4dL;

    /**
     * @throws IllegalArgumentException unless it is 0 to what {@link LoopSystem#MOST_BUSY_POLL} allows
     */
    static Duration busyPoll(int microseconds) {
        Duration busyPoll = Duration.ofNanos(microseconds * 1000L);
        LoopSystem.checkBusyPoll(busyPoll);
        return busyPoll;
    }

    /** An address that one host can have on an Ethernet. */
    static Ipv4Prefix usable(Ipv4Prefix prefix) {
        int value = prefix.address().value();
        if (!Ipv4Address.isUnicast(value) || Ipv4Address.isLoopback(value)) {
            throw new IllegalArgumentException(prefix.address() + " cannot be the address of a host on a network");
        }
        if (prefix.length() == 0) {
            throw new IllegalArgumentException("a prefix of 0 bits would be the whole Internet on one link");
        }
        requireHost(prefix, prefix.address());
        return prefix;
    }

    /** The other end of the same network. */
    static Ipv4Prefix neighbour(Ipv4Prefix own, Ipv4Prefix other) {
        onLink(own, other.address());
        return other;
    }

    /** A host on the node's own network that is not the node. */
    static Ipv4Address onLink(Ipv4Prefix own, Ipv4Address other) {
        if (!own.contains(other.value())) {
            throw new IllegalArgumentException(
                    other + " is not on the network " + Ipv4Address.toString(own.network()) + "/" + own.length());
        }
        if (other.equals(own.address())) {
            throw new IllegalArgumentException(other + " is the node's own address");
        }
        requireHost(own, other);
        return other;
    }

    private static void requireHost(Ipv4Prefix network, Ipv4Address host) {
        if (network.length() >= 31) {
            return; // RFC 3021: both addresses of a 31-bit prefix are hosts
        }
        if (host.value() == network.network()) {
            throw new IllegalArgumentException(host + " is the network's own address in /" + network.length());
        }
        if (host.value() == network.broadcast()) {
            throw new IllegalArgumentException(host + " is the broadcast address in /" + network.length());
        }
    }

    /** The static names in a file. */
    static Map<String, Ipv4Address> hosts(Path file) {
        try {
            return HostsText.parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read: "
                            + (e instanceof NoSuchFileException ? "there is no such file" : e.getMessage()),
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ", " + e.getMessage(), e);
        }
    }

    static MacAddress station(MacAddress mac) {
        if (mac.isGroup() || mac.equals(MacAddress.ZERO)) {
            throw new IllegalArgumentException(mac + " cannot be the address of one station");
        }
        return mac;
    }

    static int mtu(int bytes) {
        if (bytes < LinkCapabilities.MINIMUM_MTU || bytes > TapDevice.MAX_MTU) {
            throw new IllegalArgumentException(
                    bytes + " is not in " + LinkCapabilities.MINIMUM_MTU + " to " + TapDevice.MAX_MTU);
        }
        return bytes;
    }

    /**
     * A locally administered MAC address made of the IPv4 address: as unique as that is on its network, and the same after a
     * restart, so that the neighbours' ARP caches stay right. Without an address it is made of the tap's name, so that a DHCP
     * server knows the node again.
     */
    static MacAddress defaultMac(Optional<Ipv4Prefix> address, String tap) {
        int bits = address.map(own -> own.address().value()).orElseGet(tap::hashCode);
        long second = address.isPresent() ? MAC_SECOND_OCTET : DHCP_SECOND_OCTET;
        return MacAddress.locallyAdministered(second << 32 | Integer.toUnsignedLong(bits));
    }
}
