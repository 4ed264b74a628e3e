package dev.lanyard.simulator;

import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import dev.lanyard.node.InterfaceAddress;
import java.util.Optional;

/**
 * A network interface of a host and the net that its cable goes to.
 *
 * @param interfaceName unique in the host: {@code eth0}
 * @param net by name
 * @param address with the prefix length of the net's subnet, or that DHCP gives it one
 * @param mac its hardware address; if there is none, one that follows from the names of host and interface
 */
public record Attachment(String interfaceName, String net, InterfaceAddress address, Optional<MacAddress> mac) {
    /** With a fixed address. */
    public Attachment(String interfaceName, String net, Ipv4Prefix address, Optional<MacAddress> mac) {
        this(interfaceName, net, new InterfaceAddress.Static(address), mac);
    }

    public Attachment {
        if (!interfaceName.matches("[a-z]+[0-9]+")) {
            throw new IllegalArgumentException(
                    "'" + interfaceName + "' cannot name an interface: write letters and a number, as in eth0");
        }
        mac.ifPresent(address48 -> {
            if (address48.isGroup() || address48.equals(MacAddress.ZERO)) {
                throw new IllegalArgumentException(address48 + " is not the address of one station");
            }
        });
    }
}
