package dev.lanyard.simulator;

import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.lan.LanSettings;

/**
 * A network of a {@link World}: a LAN and the addresses that belong on it.
 *
 * @param subnet with host bits zero
 */
public record NetSettings(LanSettings lan, Ipv4Prefix subnet) {
    public NetSettings {
        Names.require("net", lan.name());
        if (subnet.network() != subnet.address().value()) {
            throw new IllegalArgumentException("subnet " + subnet + " of " + lan.name()
                    + " has host bits; the network is "
                    + dev.lanyard.actors.ip.Ipv4Address.toString(subnet.network()) + "/" + subnet.length());
        }
    }

    public String name() {
        return lan.name();
    }
}
