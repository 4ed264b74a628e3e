package dev.lanyard.link.packet;

/** The Internet checksum byte by byte, as an oracle. */
final class Naive {
    private Naive() {}

    static int sum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += (i - from) % 2 == 0 ? (bytes[i] & 0xff) * 256 : bytes[i] & 0xff;
            if (sum > 0xffff) {
                sum -= 0xffff;
            }
        }
        return sum;
    }

    /** The sum of a TCP or UDP segment of IPv4 with its pseudo-header; 0xffff if its checksum is right. */
    static int transportSum(byte[] frame, int protocol) {
        int transport = 14 + (frame[14] & 0xf) * 4;
        int length = frame.length - transport;
        byte[] summed = new byte[12 + length];
        System.arraycopy(frame, 26, summed, 0, 8);
        summed[9] = (byte) protocol;
        summed[10] = (byte) (length >>> 8);
        summed[11] = (byte) length;
        System.arraycopy(frame, transport, summed, 12, length);
        return sum(summed, 0, summed.length);
    }
}
