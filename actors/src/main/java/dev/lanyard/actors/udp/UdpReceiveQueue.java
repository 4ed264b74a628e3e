package dev.lanyard.actors.udp;

import dev.lanyard.actors.ip.ReceiveQueue;

/** Datagrams that wait for a receiver, and receivers that wait for a datagram. */
final class UdpReceiveQueue extends ReceiveQueue<Datagram> {
    /**
     * @param limit bytes, as in {@link UdpOptions#receiveBuffer()}
     */
    UdpReceiveQueue(int limit) {
        super(limit, datagram -> datagram.payload().length);
    }
}
