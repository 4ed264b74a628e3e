package dev.lanyard.actors.tcp;

/**
 * HyStart++ (RFC 9406): leaves the first slow start when the round-trip time rises, by way of a slower growth that finds out
 * whether the rise was an accident. Growth per ACK is bounded by the caller.
 */
final class HyStart {
    private static final long MIN_RTT_THRESH = 4_000_000;
    private static final long MAX_RTT_THRESH = 16_000_000;
    private static final int MIN_RTT_DIVISOR = 8;
    private static final int N_RTT_SAMPLE = 8;
    private static final int CSS_GROWTH_DIVISOR = 4;
    private static final int CSS_ROUNDS = 5;
    private static final long INFINITY = Long.MAX_VALUE;

    private long lastRoundMinRtt = INFINITY;
    private long currentRoundMinRtt = INFINITY;
    private long cssBaselineMinRtt;
    private int rttSampleCount;
    private boolean css;
    private int cssRounds;

    /**
     * §4.2.
     *
     * @return whether slow start is over
     */
    boolean onAck(AckSample ack) {
        if (ack.roundStart) {
            lastRoundMinRtt = currentRoundMinRtt;
            currentRoundMinRtt = INFINITY;
            rttSampleCount = 0;
            if (css && ++cssRounds >= CSS_ROUNDS) {
                return true;
            }
        }
        if (ack.rtt < 0) {
            return false;
        }
        currentRoundMinRtt = Math.min(currentRoundMinRtt, ack.rtt);
        rttSampleCount++;
        if (rttSampleCount >= N_RTT_SAMPLE) {
            compare();
        }
        return false;
    }

    private void compare() {
        if (css) {
            css = currentRoundMinRtt >= cssBaselineMinRtt;
        } else if (lastRoundMinRtt != INFINITY) {
            long share = lastRoundMinRtt / MIN_RTT_DIVISOR;
            long threshold = Math.max(MIN_RTT_THRESH, Math.min(share, MAX_RTT_THRESH));
            if (currentRoundMinRtt >= lastRoundMinRtt + threshold) {
                css = true;
                cssBaselineMinRtt = currentRoundMinRtt;
                cssRounds = 0;
            }
        }
    }

    /** How much to grow for what was delivered. */
    int growth(int delivered) {
        return css ? Math.max(1, delivered / CSS_GROWTH_DIVISOR) : delivered;
    }
}
