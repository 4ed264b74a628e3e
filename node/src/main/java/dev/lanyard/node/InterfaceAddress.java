package dev.lanyard.node;

import dev.lanyard.actors.dhcp.DhcpClientSettings;
import dev.lanyard.actors.dhcp.DhcpMemory;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import java.util.Optional;

/** Where an interface has its address from. */
public sealed interface InterfaceAddress {
    /** Whether another station that has a fixed address is looked for before it is taken (RFC 5227 §2.1). */
    enum Detection {
        /** It is taken at once, and defended and kept if another claims it (§2.4 (c)). */
        NONE,
        /**
         * The start of the node waits for it, 4 to 7 seconds, and fails if there is one. The address is given up if another
         * insists on it later (§2.4 (b)).
         */
        BEFORE_START,
        /**
         * The node starts without the address and takes it 4 to 7 seconds later, with the routes of its settings, if there is no
         * other; else it stays without. Given up as above.
         */
        WHILE_RUNNING
    }

    /** A fixed address and its on-link network. */
    record Static(Ipv4Prefix prefix, Detection detection) implements InterfaceAddress {
        /** One that is taken at once. */
        public Static(Ipv4Prefix prefix) {
            this(prefix, Detection.NONE);
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

    /** The same; if it is fixed, with this kind of detection of conflicts. */
    default InterfaceAddress with(Detection detection) {
        return fixed().<InterfaceAddress>map(prefix -> new Static(prefix, detection))
                .orElse(this);
    }

    /** How conflicts are detected before the address is taken; DHCP does that itself. */
    default Detection detection() {
        return this instanceof Static address ? address.detection : Detection.NONE;
    }

    /** The fixed address, if it is one. */
    default Optional<Ipv4Prefix> fixed() {
        return this instanceof Static address ? Optional.of(address.prefix) : Optional.empty();
    }
}
