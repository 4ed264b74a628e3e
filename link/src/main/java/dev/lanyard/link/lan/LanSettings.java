package dev.lanyard.link.lan;

import dev.lanyard.link.LinkCapabilities;
import java.time.Duration;

/**
 * What a LAN is made of.
 *
 * @param name as it stands in front of the LAN's counters
 * @param latency time on a cable for which the impairments state no delay. In a switch a frame crosses two cables, the sender's
 *     and the receiver's; a wire is one cable
 * @param mtu largest network-layer packet in bytes, 68 to 65,535
 * @param impairments of each port's sending direction, so that a frame meets them once
 */
public record LanSettings(String name, Kind kind, Duration latency, int mtu, Impairments impairments) {
    public static final Duration DEFAULT_LATENCY = Duration.ofNanos(50_000);
    public static final int DEFAULT_MTU = 1500;

    /** What joins the ports. */
    public enum Kind {
        /** A learning switch with any number of ports (IEEE 802.1D). */
        SWITCH,
        /** A cable with two ends. */
        WIRE
    }

    /**
     * @throws IllegalArgumentException if the MTU is out of range, or the latency negative or longer than
     *     {@link Impairments#LONGEST_DELAY}
     */
    public LanSettings {
        if (mtu < LinkCapabilities.MINIMUM_MTU || mtu > LinkCapabilities.MAXIMUM_MTU) {
            throw new IllegalArgumentException("MTU " + mtu + " of " + name + " is not in "
                    + LinkCapabilities.MINIMUM_MTU + ".." + LinkCapabilities.MAXIMUM_MTU);
        }
        if (latency.isNegative() || latency.compareTo(Impairments.LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException(
                    "latency " + latency + " of " + name + " is not between 0 and " + Impairments.LONGEST_DELAY);
        }
    }

    /** A switch with the default latency and MTU that harms no frame. */
    public static LanSettings ofSwitch(String name) {
        return new LanSettings(name, Kind.SWITCH, DEFAULT_LATENCY, DEFAULT_MTU, Impairments.NONE);
    }

    /** A wire with the default latency and MTU that harms no frame. */
    public static LanSettings ofWire(String name) {
        return new LanSettings(name, Kind.WIRE, DEFAULT_LATENCY, DEFAULT_MTU, Impairments.NONE);
    }

    public LanSettings withLatency(Duration value) {
        return new LanSettings(name, kind, value, mtu, impairments);
    }

    public LanSettings withMtu(int value) {
        return new LanSettings(name, kind, latency, value, impairments);
    }

    public LanSettings withImpairments(Impairments value) {
        return new LanSettings(name, kind, latency, mtu, value);
    }
}
