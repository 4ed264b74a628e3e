package dev.lanyard.actors.udp;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;

/**
 * A UDP datagram as a socket received it.
 *
 * @param source who sent it
 * @param destination the address of ours, or the broadcast address, that it was sent to
 * @param payload 0 to 65,507 bytes, the receiver's own
 * @param ttl that it arrived with
 */
public record Datagram(Endpoint source, Ipv4Address destination, byte[] payload, int ttl) {}
