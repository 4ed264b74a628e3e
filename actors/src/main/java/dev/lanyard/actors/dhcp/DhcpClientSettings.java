package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.util.Optional;

/**
 * What a client is and asks for.
 *
 * @param mac of its interface
 * @param hostName that it tells servers, if any
 * @param clientIdentifier that servers know it by; if there is none, one made of the hardware address (RFC 2132 §9.14)
 * @param requested address that it had before and asks for again first (INIT-REBOOT, RFC 2131 §3.2)
 * @param probe whether it looks for another host that has the address before it uses one (RFC 2131 §4.4.1, RFC 5227)
 */
public record DhcpClientSettings(
        MacAddress mac,
        Optional<String> hostName,
        Optional<byte[]> clientIdentifier,
        Optional<Ipv4Address> requested,
        boolean probe) {

    public static DhcpClientSettings of(MacAddress mac) {
        return new DhcpClientSettings(mac, Optional.empty(), Optional.empty(), Optional.empty(), true);
    }

    public DhcpClientSettings withHostName(String name) {
        return new DhcpClientSettings(mac, Optional.of(name), clientIdentifier, requested, probe);
    }

    public DhcpClientSettings withRequested(Ipv4Address address) {
        return new DhcpClientSettings(mac, hostName, clientIdentifier, Optional.of(address), probe);
    }

    public DhcpClientSettings withProbe(boolean probed) {
        return new DhcpClientSettings(mac, hostName, clientIdentifier, requested, probed);
    }
}
