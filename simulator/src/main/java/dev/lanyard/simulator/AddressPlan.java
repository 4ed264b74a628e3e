package dev.lanyard.simulator;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives out the addresses of a world's nets, each once. Addresses that are asked for come first; {@link #next} then gives the
 * lowest that is free. What cannot be is said by {@link IllegalArgumentException}.
 */
public final class AddressPlan {
    private final Map<String, Ipv4Prefix> subnets = new TreeMap<>();
    private final Map<Ipv4Address, String> owners = new TreeMap<>();

    /** Adds a net, whose subnet must not overlap with another's. */
    public void net(String name, Ipv4Prefix subnet) {
        subnets.forEach((other, taken) -> {
            if (taken.contains(subnet.network()) || subnet.contains(taken.network())) {
                throw new IllegalArgumentException("subnet " + subnet + " overlaps with " + taken + " of " + other);
            }
        });
        subnets.put(name, subnet);
    }

    /**
     * Takes an address.
     *
     * @param text an address, with or without the prefix length of the subnet
     * @param owner who gets it, for the message to who wants it too
     */
    public Ipv4Prefix claim(String net, String text, String owner) {
        Ipv4Prefix subnet = subnet(net);
        int slash = text.indexOf('/');
        Ipv4Prefix prefix =
                slash >= 0 ? Ipv4Prefix.parse(text) : new Ipv4Prefix(Ipv4Address.parse(text), subnet.length());
        Ipv4Address address = prefix.address();
        if (prefix.length() != subnet.length()) {
            throw new IllegalArgumentException(
                    text + " has another prefix length than the subnet of " + net + ", " + subnet);
        }
        if (!subnet.contains(address.value())) {
            throw new IllegalArgumentException(text + " is not in the subnet of " + net + ", " + subnet);
        }
        if (!isHost(subnet, address.value())) {
            throw new IllegalArgumentException(text + " is not the address of a host in " + subnet);
        }
        String other = owners.putIfAbsent(address, owner);
        if (other != null) {
            throw new IllegalArgumentException(address + " is already the address of " + other);
        }
        return prefix;
    }

    /** Takes the lowest address that is free. */
    public Ipv4Prefix next(String net, String owner) {
        Ipv4Prefix subnet = subnet(net);
        for (int value = subnet.network(); subnet.contains(value); value++) {
            Ipv4Address address = new Ipv4Address(value);
            if (isHost(subnet, value) && owners.putIfAbsent(address, owner) == null) {
                return new Ipv4Prefix(address, subnet.length());
            }
            if (value == -1) {
                break;
            }
        }
        throw new IllegalArgumentException("no address is free in the subnet of " + net + ", " + subnet);
    }

    private Ipv4Prefix subnet(String net) {
        Ipv4Prefix subnet = subnets.get(net);
        if (subnet == null) {
            throw new IllegalArgumentException(
                    "no such net: '" + net + "'; there are: " + String.join(", ", subnets.keySet()));
        }
        return subnet;
    }

    /** Neither the network's own address nor its broadcast, which a prefix of 31 or 32 bits does not have (RFC 3021). */
    private static boolean isHost(Ipv4Prefix subnet, int address) {
        return Ipv4Address.isUnicast(address)
                && (subnet.length() >= 31 || address != subnet.network() && address != subnet.broadcast());
    }
}
