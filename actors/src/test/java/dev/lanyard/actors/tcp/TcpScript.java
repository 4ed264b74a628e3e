package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanyard.link.packet.PacketBuffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TCP test that reads like a packet diagram: what the peer sends is injected, what the connection sends is expected, at
 * times in virtual milliseconds.
 *
 * <p>The marks of the IP header stand among the options: {@code ect} for a packet that may be marked, {@code ce} for a marked
 * one.
 *
 * <p>A segment is written as packetdrill does: {@code P. 1:1001(1000) ack 1 win 257 <mss 1460,sackOK,TS 1 2,wscale 7>}.
 * Sequence numbers count from each side's ISS. In an expectation, whatever is left out is not checked; PSH neither. Payload
 * is a fixed function of the sequence number, checked on both ways.
 */
final class TcpScript implements TcpEffects {
    private static final Pattern FORM = Pattern.compile(
            "([FSRPUEC.]+) (-?\\d+):(-?\\d+)\\((\\d+)\\)(?: ack (-?\\d+))?(?: win (\\d+))?(?: urg (\\d+))?(?: <(.*)>)?");

    /** Segments of 1,000 bytes, Reno, no timestamps, no tail loss probes, no quick ACKs, fixed buffers: numbers that a reader can add up. */
    static final TcpSettings PLAIN = TcpSettings.builder()
            .timestamps(false)
            .quickAcks(0)
            .tailLossProbes(false)
            .sendBuffer(1 << 20)
            .receiveBuffer(1 << 20)
            .congestionControl(CongestionControl.Factory.RENO)
            .build();

    private static final int MSS = 1000;

    private record Sent(long at, TcpSegment segment) {}

    final List<String> events = new ArrayList<>();
    TcpConnection connection;
    TcpDrop lastDrop;
    long now;

    private final Deque<Sent> sent = new ArrayDeque<>();
    private final TcpParameters parameters;
    private final int peerIss;
    private int written = 1;
    private int read = 1;
    private int peerClock = 5_000;
    private int lastTsVal;
    private boolean timestamps;

    private TcpScript(TcpSettings settings, int iss, int peerIss, int maxSegmentation) {
        parameters = new TcpParameters(settings, iss, 1_000, 1500, maxSegmentation);
        this.peerIss = peerIss;
    }

    static TcpScript client(TcpSettings settings) {
        return client(settings, 100_000, 900_000);
    }

    /** A connection that has sent its SYN. */
    static TcpScript client(TcpSettings settings, int iss, int peerIss) {
        TcpScript script = new TcpScript(settings, iss, peerIss, 0);
        script.connection = TcpConnection.active(script.parameters);
        script.connection.open(0, script);
        return script;
    }

    /** A connection that has answered the SYN. */
    static TcpScript server(TcpSettings settings, String syn) {
        return server(settings, syn, 100_000, 900_000, 0);
    }

    static TcpScript server(TcpSettings settings, String syn, int iss, int peerIss, int maxSegmentation) {
        TcpScript script = new TcpScript(settings, iss, peerIss, maxSegmentation);
        script.connection = TcpConnection.passive(script.parameters, script.parse(syn), 0);
        script.connection.open(0, script);
        return script;
    }

    static TcpScript established() {
        return established(PLAIN);
    }

    static TcpScript established(TcpSettings settings) {
        return established(settings, 100_000, 900_000, 0);
    }

    /** A passive connection behind its handshake, with MSS 1000, SACK as the settings say, and the window not scaled. */
    static TcpScript established(TcpSettings settings, int iss, int peerIss, int maxSegmentation) {
        String options = "mss " + MSS + (settings.selectiveAcks() ? ",sackOK" : "")
                + (settings.timestamps() ? ",TS 5000 0" : "");
        TcpScript script = server(settings, "S 0:0(0) win 65535 <" + options + ">", iss, peerIss, maxSegmentation);
        script.timestamps = settings.timestamps();
        script.expect("S. 0:0(0) ack 1");
        script.inject(". 1:1(0) ack 1 win 65535");
        assertEquals(TcpState.ESTABLISHED, script.connection.state());
        script.events.clear();
        return script;
    }

    static TcpSettings without(TcpSettings settings, boolean sack) {
        return settings.toBuilder().selectiveAcks(sack).build();
    }

    static TcpSettingsBuilder plain() {
        return PLAIN.toBuilder();
    }

    static Duration ms(long ms) {
        return Duration.ofMillis(ms);
    }

    // --- time

    /** Lets time pass until then, and does what becomes due. */
    TcpScript at(long ms) {
        long target = ms * 1_000_000;
        assertTrue(target >= now, "time goes on");
        while (connection.deadline() <= target) {
            now = Math.max(now, connection.deadline());
            connection.onTimer(now, this);
        }
        now = target;
        return this;
    }

    TcpScript after(long ms) {
        return at(now / 1_000_000 + ms);
    }

    // --- the peer

    TcpScript inject(String segment) {
        return injectOnly(segment).flush();
    }

    /** Injects without the turn's end: what follows in the same batch shares one ACK. */
    TcpScript injectOnly(String text) {
        lastDrop = connection.onSegment(parse(text), now, this);
        return this;
    }

    TcpScript flush() {
        connection.flush(now, this);
        while (connection.wantsFlush()) {
            connection.flush(now, this);
        }
        return this;
    }

    TcpScript dropped(TcpDrop reason) {
        assertEquals(reason, lastDrop);
        return this;
    }

    TcpScript accepted() {
        assertNull(lastDrop);
        return this;
    }

    /** A router says that a segment of ours, by its sequence number, exceeds the MTU. Says whether that is believed. */
    boolean pathMtu(int mtu, int seq) {
        return connection.onPathMtu(mtu, parameters.initialSequence() + seq, now, this);
    }

    void peerClock(int value) {
        peerClock = value;
    }

    /** Options that every injected segment has from now on: the timestamp. */
    void stampsSegments(boolean on) {
        timestamps = on;
    }

    // --- the connection

    TcpScript expect(String text) {
        Sent next = sent.poll();
        if (next == null) {
            fail("expected " + text + " at " + now / 1_000_000 + " ms, and nothing was sent");
        }
        String seen = describe(next.segment, text);
        assertEquals(normal(text), seen, "at " + next.at / 1_000_000 + " ms");
        return this;
    }

    /** Lets time pass until the connection sends, which has to be then. */
    TcpScript expectAt(long ms, String text) {
        while (sent.isEmpty() && connection.deadline() < (ms + 1) * 1_000_000) {
            now = Math.max(now, connection.deadline());
            connection.onTimer(now, this);
        }
        if (!sent.isEmpty()) {
            assertEquals(ms, sent.peek().at / 1_000_000, "time of " + text);
        }
        return expect(text);
    }

    TcpScript expectNothing() {
        if (!sent.isEmpty()) {
            fail("sent " + describe(sent.peek().segment, "") + " and " + (sent.size() - 1) + " more");
        }
        return this;
    }

    /** Forgets what was sent so far, and says how many segments that was. */
    int skip() {
        int count = sent.size();
        sent.clear();
        return count;
    }

    /** First and last sequence number of each segment sent and not looked at yet; now they are. */
    List<int[]> ranges() {
        List<int[]> ranges = new ArrayList<>();
        int iss = parameters.initialSequence();
        for (Sent each : sent) {
            int seq = each.segment.seq - iss;
            ranges.add(new int[] {seq, seq + each.segment.payloadLength});
        }
        sent.clear();
        return ranges;
    }

    /** Data sent and not looked at yet. */
    int bytesSent() {
        return sent.stream().mapToInt(each -> each.segment.payloadLength).sum();
    }

    TcpScript state(TcpState state) {
        assertEquals(state, connection.state());
        return this;
    }

    TcpScript events(String... expected) {
        assertEquals(List.of(expected), events);
        events.clear();
        return this;
    }

    // --- the application

    /** Writes bytes and says how many were taken. */
    int offer(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = pattern(written + i);
        }
        int taken = connection.send(ByteBuffer.wrap(bytes), now, this);
        written += taken;
        while (connection.wantsFlush()) {
            connection.flush(now, this);
        }
        return taken;
    }

    TcpScript writeUrgent() {
        byte[] octet = {pattern(written)};
        assertEquals(1, connection.sendUrgent(ByteBuffer.wrap(octet), now, this));
        written++;
        return this;
    }

    /** Receives the urgent byte by itself, which has to be the one at this sequence number. */
    TcpScript readUrgent(int seq) {
        assertEquals(pattern(seq) & 0xff, connection.receiveUrgent());
        return this;
    }

    TcpScript readsNoUrgent() {
        assertEquals(-1, connection.receiveUrgent());
        return this;
    }

    /** The stream goes on behind a byte that left it. */
    TcpScript skipByte() {
        read++;
        return this;
    }

    TcpScript write(int count) {
        assertEquals(count, offer(count));
        return this;
    }

    /** Reads so many bytes, which have to be there and right. */
    TcpScript read(int count) {
        ByteBuffer target = ByteBuffer.allocate(count);
        int got = connection.receive(target, now, this);
        assertEquals(count, got, "bytes read");
        for (int i = 0; i < count; i++) {
            assertEquals(pattern(read + i), target.get(i), "byte " + (read + i));
        }
        read += count;
        return this;
    }

    TcpScript readsEnd() {
        assertEquals(-1, connection.receive(ByteBuffer.allocate(1), now, this));
        return this;
    }

    TcpScript readsNothing() {
        assertEquals(0, connection.receive(ByteBuffer.allocate(1), now, this));
        return this;
    }

    TcpScript close() {
        connection.close(now, this);
        return this;
    }

    TcpScript shutdownOutput() {
        connection.shutdownOutput(now, this);
        return this;
    }

    TcpScript abort() {
        connection.abort(now, this);
        return this;
    }

    TcpInfo info() {
        return connection.info();
    }

    static byte pattern(int seq) {
        return (byte) (seq * 0x9e3779b1 >>> 24);
    }

    // --- effects

    @Override
    public void transmit(TcpSegment segment) {
        PacketBuffer packet = PacketBuffer.allocate(segment.payloadLength);
        if (segment.payloadLength > 0) {
            segment.copyPayload(packet);
        }
        for (int i = 0; i < segment.payloadLength; i++) {
            assertEquals(pattern(segment.seq - parameters.initialSequence() + i), packet.getByte(i), "byte sent");
        }
        TcpHeader.write(segment, packet, 1, 2);
        TcpSegment copy = new TcpSegment();
        assertNull(TcpHeader.parse(packet, 1, 2, copy));
        assertEquals(segment.sequenceLength(), copy.sequenceLength());
        copy.ecnCapable = segment.ecnCapable;
        if (copy.hasTimestamps) {
            lastTsVal = copy.tsVal;
        }
        sent.add(new Sent(now, copy));
    }

    @Override
    public void connected() {
        events.add("connected");
    }

    @Override
    public void readable() {
        if (!events.contains("readable")) {
            events.add("readable");
        }
    }

    @Override
    public void writable() {
        events.add("writable");
    }

    @Override
    public void remoteClosed() {
        events.add("remoteClosed");
    }

    @Override
    public void pathMtuShrank(int mtu) {
        events.add("path takes no more than " + mtu);
    }

    @Override
    public void pathMtuGrew(int mtu) {
        events.add("path takes " + mtu);
    }

    @Override
    public void closed(TcpFailure failure) {
        events.add("closed " + failure);
        assertEquals(Long.MAX_VALUE, connection.deadline(), "no timer outlives a connection");
        assertFalse(connection.wantsFlush() && connection.state() != TcpState.CLOSED);
    }

    // --- notation

    /** A segment of the peer's, to be injected by the test itself. */
    TcpSegment parsed(String text) {
        return parse(text);
    }

    private TcpSegment parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a segment: " + text);
        }
        TcpSegment segment = new TcpSegment();
        segment.clear();
        segment.flags = flags(matcher.group(1));
        int seq = Integer.parseInt(matcher.group(2));
        int length = Integer.parseInt(matcher.group(4));
        if (Integer.parseInt(matcher.group(3)) != seq + length) {
            throw new IllegalArgumentException("does not add up: " + text);
        }
        segment.seq = peerIss + seq;
        segment.ack = matcher.group(5) == null ? 0 : parameters.initialSequence() + Integer.parseInt(matcher.group(5));
        segment.window = matcher.group(6) == null ? 65_535 : Integer.parseInt(matcher.group(6));
        segment.urgentPointer = matcher.group(7) == null ? 0 : Integer.parseInt(matcher.group(7));
        boolean wantsStamp = timestamps && !segment.has(TcpSegment.RST);
        for (String option :
                matcher.group(8) == null ? new String[0] : matcher.group(8).split(",")) {
            wantsStamp &= !option.equals("noTS");
            parseOption(option, segment);
        }
        if (wantsStamp && !segment.hasTimestamps) {
            stamp(segment, peerClock + (int) (now / 1_000_000), lastTsVal);
        }
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = pattern(seq + i);
        }
        PacketBuffer packet = PacketBuffer.copyOf(payload);
        TcpHeader.write(segment, packet, 2, 1);
        TcpSegment parsed = new TcpSegment();
        assertNull(TcpHeader.parse(packet, 2, 1, parsed));
        parsed.congestionExperienced = segment.congestionExperienced;
        return parsed;
    }

    private static void stamp(TcpSegment segment, int val, int ecr) {
        segment.hasTimestamps = true;
        segment.tsVal = val;
        segment.tsEcr = ecr;
    }

    private void parseOption(String option, TcpSegment segment) {
        String[] words = option.split(" ");
        switch (words[0]) {
            case "mss" -> segment.mss = Integer.parseInt(words[1]);
            case "sackOK" -> segment.sackPermitted = true;
            case "wscale" -> segment.windowScale = Integer.parseInt(words[1]);
            case "TS" -> stamp(segment, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "noTS" -> {}
            case "ce" -> segment.congestionExperienced = true;
            case "sack" -> {
                for (int i = 1; i < words.length; i++) {
                    String[] edges = words[i].split(":");
                    int iss = parameters.initialSequence();
                    segment.addSackBlock(iss + Integer.parseInt(edges[0]), iss + Integer.parseInt(edges[1]));
                }
            }
            default -> throw new IllegalArgumentException("no option: " + option);
        }
    }

    private static int flags(String letters) {
        int flags = 0;
        for (char letter : letters.toCharArray()) {
            flags |= 1 << "FSRP.UEC".indexOf(letter);
        }
        return flags;
    }

    private static String letters(int flags) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 8; bit++) {
            if ((flags >> bit & 1) != 0) {
                text.append("FSRP.UEC".charAt(bit));
            }
        }
        return text.toString();
    }

    /** An expectation with its flags in order. */
    private static String normal(String text) {
        int space = text.indexOf(' ');
        return letters(flags(text.substring(0, space))) + text.substring(space);
    }

    /** A segment that was sent, with as much detail as the expectation has. */
    private String describe(TcpSegment segment, String like) {
        int flags = like.startsWith("P") || like.startsWith("FP") ? segment.flags : segment.flags & ~TcpSegment.PSH;
        int seq = segment.seq - parameters.initialSequence();
        StringBuilder text = new StringBuilder(letters(flags));
        text.append(' ').append(seq).append(':').append(seq + segment.payloadLength);
        text.append('(').append(segment.payloadLength).append(')');
        if (like.contains(" ack ") || like.isEmpty()) {
            text.append(" ack ").append(segment.ack - peerIss);
        }
        if (like.contains(" win ") || like.isEmpty()) {
            text.append(" win ").append(segment.window);
        }
        if (like.contains(" urg ")) {
            text.append(" urg ").append(segment.urgentPointer);
        }
        if (like.contains("<") || like.isEmpty()) {
            text.append(" <").append(String.join(",", options(segment))).append('>');
        }
        return text.toString();
    }

    private List<String> options(TcpSegment segment) {
        List<String> options = new ArrayList<>();
        if (segment.mss != TcpSegment.ABSENT) {
            options.add("mss " + segment.mss);
        }
        if (segment.sackPermitted) {
            options.add("sackOK");
        }
        if (segment.hasTimestamps) {
            options.add("TS " + segment.tsVal + " " + segment.tsEcr);
        }
        if (segment.windowScale != TcpSegment.ABSENT) {
            options.add("wscale " + segment.windowScale);
        }
        if (segment.ecnCapable) {
            options.add("ect");
        }
        if (segment.sackBlocks > 0) {
            StringBuilder sack = new StringBuilder("sack");
            for (int i = 0; i < segment.sackBlocks; i++) {
                sack.append(' ').append(segment.sackEdges[2 * i] - peerIss);
                sack.append(':').append(segment.sackEdges[2 * i + 1] - peerIss);
            }
            options.add(sack.toString());
        }
        return options;
    }
}
