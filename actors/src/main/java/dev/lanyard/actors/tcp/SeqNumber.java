package dev.lanyard.actors.tcp;

/** Comparison of 32-bit sequence numbers, modulo 2^32 (RFC 9293 §3.4). Right for numbers less than 2^31 apart. */
final class SeqNumber {
    private SeqNumber() {}

    static boolean lessThan(int a, int b) {
        return a - b < 0;
    }

    static boolean atMost(int a, int b) {
        return a - b <= 0;
    }

    static boolean greaterThan(int a, int b) {
        return a - b > 0;
    }

    static boolean atLeast(int a, int b) {
        return a - b >= 0;
    }

    /** Whether low ≤ x < high. */
    static boolean inRange(int x, int low, int high) {
        return x - low >= 0 && x - high < 0;
    }

    static int max(int a, int b) {
        return a - b >= 0 ? a : b;
    }

    static int min(int a, int b) {
        return a - b <= 0 ? a : b;
    }
}
