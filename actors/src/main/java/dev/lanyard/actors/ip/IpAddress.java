package dev.lanyard.actors.ip;

/** A network-layer address. Sealed: what is not IPv4 yet will be IPv6. */
public sealed interface IpAddress permits Ipv4Address {}
