package dev.lanyard.actors.packet;

import dev.lanyard.actors.ethernet.FrameType;
import java.time.Instant;

/**
 * A frame as a packet socket saw it.
 *
 * @param time when, by the node's clock
 * @param type whom it is for, or that we sent it
 * @param interfaceIndex of its interface
 * @param bytes from the Ethernet header on, the receiver's own. What a link cuts into segments, or put together, is one frame
 */
public record CapturedFrame(Instant time, FrameType type, int interfaceIndex, byte[] bytes) {}
