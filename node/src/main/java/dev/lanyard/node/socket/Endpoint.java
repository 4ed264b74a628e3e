package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Ipv4Address;

/**
 * An address and a port.
 *
 * @param port 0 to 65,535
 */
public record Endpoint(Ipv4Address address, int port) {
    public Endpoint {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not in 0..65535");
        }
    }

    @Override
    public String toString() {
        return address + ":" + port;
    }
}
