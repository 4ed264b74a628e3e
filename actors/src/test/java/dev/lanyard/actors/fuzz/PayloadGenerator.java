package dev.lanyard.actors.fuzz;

/** Makes what IPv4 carries, of one protocol: most of it well-formed, the rest wrong where its grammar can be wrong. */
@FunctionalInterface
public interface PayloadGenerator {
    Payload next();

    /**
     * What stands behind an IPv4 header. Checksums need not be right.
     *
     * @param source address
     * @param destination address
     */
    record Payload(int protocol, int source, int destination, byte[] octets) {}
}
