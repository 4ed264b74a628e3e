package dev.lanyard.node.socket;

/** Blocking sockets. */
public interface BlockingSockets {}
