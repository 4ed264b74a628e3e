package dev.lanyard.node;

import dev.lanyard.actors.dhcp.DhcpClientSettings;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import java.util.Optional;

/** Where an interface has its address from. */
public sealed interface InterfaceAddress {
    /** A fixed address and its on-link network. */
    record Static(Ipv4Prefix prefix) implements InterfaceAddress {
        @Override
        public String toString() {
            return prefix.toString();
        }
    }

    /**
     * From a DHCP server; until one answers, the interface has none.
     *
     * @param hostName that servers are told, if any
     */
    record Dhcp(Optional<String> hostName) implements InterfaceAddress {
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

    /** The fixed address, if it is one. */
    default Optional<Ipv4Prefix> fixed() {
        return this instanceof Static address ? Optional.of(address.prefix) : Optional.empty();
    }
}
