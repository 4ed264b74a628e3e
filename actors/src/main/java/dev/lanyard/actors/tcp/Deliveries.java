package dev.lanyard.actors.tcp;

/** Hears of everything that the receiver is found to have, once. */
interface Deliveries {
    Deliveries NONE = (end, sentAt, repeated) -> {};

    /**
     * @param sentAt when it was sent last
     * @param repeated whether it was sent more than once
     */
    void delivered(int end, long sentAt, boolean repeated);
}
