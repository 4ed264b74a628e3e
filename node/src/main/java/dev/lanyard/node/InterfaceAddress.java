package dev.lanyard.node;

import dev.lanyard.actors.dhcp.DhcpClientSettings;
import dev.lanyard.actors.dhcp.DhcpMemory;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import java.util.Optional;

/** Where an interface has its address from. */
public sealed interface InterfaceAddress {
    /**
     * A fixed address and its on-link network.
     *
     * @param probed whether another station that has it is looked for before the node starts, which takes 4 to 7 seconds and
     *     fails the start, and the address is given up if one insists on it later (RFC 5227 §2.1, §2.4 (b)); else it is defended
     *     and kept (c)
     */
    record Static(Ipv4Prefix prefix, boolean probed) implements InterfaceAddress {
        /** One that is taken at once. */
        public Static(Ipv4Prefix prefix) {
            this(prefix, false);
        }

        @Override
        public String toString() {
            return prefix.toString();
        }
    }

    /**
     * From a DHCP server; until one answers, the interface has none.
     *
     * @param hostName that servers are told, if any
     * @param memory where the lease is kept for the next node with this interface. With one, the address is not given back when
     *     the node stops, and asked for again when it starts (INIT-REBOOT, RFC 2131 §3.2)
     */
    record Dhcp(Optional<String> hostName, Optional<DhcpMemory> memory) implements InterfaceAddress {
        /** One that begins anew and gives its address back at the end. */
        public Dhcp(Optional<String> hostName) {
            this(hostName, Optional.empty());
        }

        DhcpClientSettings client(MacAddress mac) {
            DhcpClientSettings client = DhcpClientSettings.of(mac);
            return hostName.map(client::withHostName).orElse(client);
        }

        @Override
        public String toString() {
            return "dhcp";
        }
    }

    /** From DHCP, without telling servers a name. */
    static InterfaceAddress dhcp() {
        return new Dhcp(Optional.empty());
    }

    /** The fixed address that is looked for first, if it is one. */
    default Optional<Ipv4Prefix> toProbe() {
        return fixed().filter(prefix -> ((Static) this).probed);
    }

    /** The fixed address, if it is one. */
    default Optional<Ipv4Prefix> fixed() {
        return this instanceof Static address ? Optional.of(address.prefix) : Optional.empty();
    }
}
