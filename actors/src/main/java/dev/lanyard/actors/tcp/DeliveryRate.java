package dev.lanyard.actors.tcp;

/**
 * How fast the path delivers: a rate sample as BBR takes it (draft-cheng-iccrg-delivery-rate-estimation), of one segment in
 * each round trip. What was delivered between the last ACK before that segment was sent and its own ACK, over the time
 * between the two, which is a round trip at least, so that a burst of ACKs does not look like a fast path.
 */
final class DeliveryRate {
    private boolean sampling;
    private int end;
    private boolean limited;
    private long deliveredBefore;
    private long deliveredAt;
    private long start;

    private long rate;
    private boolean rateLimited;

    /**
     * Something new was sent.
     *
     * @param sndNxt behind it
     * @param delivered bytes that the peer is known to have, since the beginning
     * @param idle whether nothing was in flight
     * @param applicationLimited whether there was no more to send
     */
    void onSent(int sndNxt, long delivered, boolean idle, boolean applicationLimited, long now) {
        if (idle) {
            deliveredAt = now;
        }
        if (!sampling) {
            sampling = true;
            end = sndNxt;
            limited = applicationLimited;
            deliveredBefore = delivered;
            start = deliveredAt;
        }
    }

    /** Something was acknowledged. */
    void onAck(int sndUna, long delivered, long now) {
        deliveredAt = now;
        if (!sampling || SeqNumber.lessThan(sndUna, end) || now <= start) {
            return;
        }
        sampling = false;
        long sample = (long) ((double) (delivered - deliveredBefore) / (now - start) * 1e9);
        // an application that sends little says nothing of what the path could do, unless it is more than was known
        if (!limited || sample >= rate) {
            rate = sample;
            rateLimited = limited;
        }
    }

    /** Bytes a second, 0 before the first sample. */
    long rate() {
        return rate;
    }

    /** Whether the application, and not the path, may be what the rate shows. */
    boolean isLimited() {
        return rateLimited;
    }
}
