package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.concurrent.CompletionStage;

/** Finds out whether another host on the link has an address (RFC 5227 §2.1). */
@FunctionalInterface
public interface AddressProbe {
    /**
     * Called on the event loop, on which the stage completes too.
     *
     * @param interfaceIndex on whose link
     * @return whether there is one
     */
    CompletionStage<Boolean> isTaken(int interfaceIndex, Ipv4Address address);
}
