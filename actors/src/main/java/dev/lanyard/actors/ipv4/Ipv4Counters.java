package dev.lanyard.actors.ipv4;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What the IPv4 layer counts. */
public final class Ipv4Counters {
    public final CounterGroup<Ipv4Drop> group = new CounterGroup<>("ip", Ipv4Drop.class);
    /** Packets from an interface that passed validation. */
    public final Counter received = group.counter("received");
    /** Packets handed to a transport, those of our own included. */
    public final Counter delivered = group.counter("delivered");
    /** Packets handed to an interface. */
    public final Counter transmitted = group.counter("transmitted");
    /** Packets that the node sent to itself. */
    public final Counter loopedBack = group.counter("looped-back");
    /** Datagrams put together from fragments. */
    public final Counter reassembled = group.counter("reassembled");
    /** Fragments that arrived. */
    public final Counter fragmentsReceived = group.counter("fragments-received");
    /** Fragments that packets of ours were cut into. */
    public final Counter fragmentsSent = group.counter("fragments-sent");
    /** Packets for others that were passed on. */
    public final Counter forwarded = group.counter("forwarded");
    /** Redirects that ICMP was asked to send. */
    public final Counter redirectsSent = group.counter("redirects-sent");
    /** Paths whose MTU turned out to be smaller than was known. */
    public final Counter pathMtus = group.counter("path-mtus");
    /** Redirects that changed a route. */
    public final Counter redirectsFollowed = group.counter("redirects-followed");
}
