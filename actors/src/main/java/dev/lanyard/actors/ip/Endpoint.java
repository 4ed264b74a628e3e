package dev.lanyard.actors.ip;

/**
 * An address with a port of a transport protocol.
 *
 * @param port 0 to 65,535
 */
public record Endpoint(Ipv4Address address, int port) {
    public static final int MAXIMUM_PORT = 0xffff;

    public Endpoint {
        if (port < 0 || port > MAXIMUM_PORT) {
            throw new IllegalArgumentException("port " + port + " is not in 0.." + MAXIMUM_PORT);
        }
    }

    @Override
    public String toString() {
        return address + ":" + port;
    }
}
