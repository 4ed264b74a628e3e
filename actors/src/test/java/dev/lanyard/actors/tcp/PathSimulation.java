package dev.lanyard.actors.tcp;

import dev.lanyard.link.packet.PacketBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Bulk flows over one bottleneck in virtual time: a drop-tail queue of so many packets in front of a link of a rate, half of
 * the round-trip time behind it, random loss behind that, and a way back that only delays. No byte is copied.
 */
final class PathSimulation {
    private static final int HEADERS = 66;
    private static final PacketBuffer PAYLOAD = payload();
    private static final ByteBuffer WRITES = ByteBuffer.allocate(1 << 22);

    /** One flow: a sender that always has more to send, and a receiver that reads at once. */
    final class Flow {
        final End sender;
        final End receiver;
        /** Segments of data that the sender has handed over, first copies only. */
        final List<Long> sentTimes = new ArrayList<>();

        long received;

        Flow(TcpSettings settings, int seed) {
            TcpParameters parameters = new TcpParameters(settings, seed * 7919, seed, mtu, 0);
            sender = new End(this, true);
            receiver = new End(this, false);
            sender.peer = receiver;
            receiver.peer = sender;
            sender.connection = TcpConnection.active(parameters);
        }
    }

    /** One end of a flow. */
    final class End implements TransmitOnly {
        final Flow flow;
        final boolean sends;
        TcpConnection connection;
        End peer;
        private long armed = Long.MAX_VALUE;

        End(Flow flow, boolean sends) {
            this.flow = flow;
            this.sends = sends;
        }

        @Override
        public void transmit(TcpSegment segment) {
            if (sends) {
                if (segment.payloadLength > 0) {
                    flow.sentTimes.add(now);
                }
                enqueue(copy(segment), peer);
            } else {
                add(new Event(now + oneWay, peer, copy(segment)));
            }
        }

        void refill() {
            if (sends && connection.state().sends()) {
                int count;
                do {
                    count = connection.send(WRITES.clear(), now, this);
                } while (count > 0);
            } else if (!sends && connection != null) {
                int count;
                while ((count = connection.receive(WRITES.clear(), now, this)) > 0) {
                    flow.received += count;
                }
            }
        }

        /** Ends a turn: what is due goes out, the timer is armed. */
        void settle() {
            do {
                connection.flush(now, this);
                refill();
            } while (connection.wantsFlush());
            long deadline = connection.deadline();
            if (deadline < armed) {
                armed = deadline;
                add(new Event(Math.max(now, deadline), this, null));
            }
        }
    }

    /** A segment that arrives, or a timer if there is none. */
    private final class Event implements Comparable<Event> {
        final long due;
        final long order = nextOrder++;
        final End target;
        final TcpSegment segment;

        Event(long due, End target, TcpSegment segment) {
            this.due = due;
            this.target = target;
            this.segment = segment;
        }

        @Override
        public int compareTo(Event other) {
            return due != other.due ? Long.compare(due, other.due) : Long.compare(order, other.order);
        }
    }

    final List<Flow> flows = new ArrayList<>();
    long now;
    /** Packets that the full queue dropped. */
    long overflows;
    /** Packets that the queue marked instead of leaving them as they are (RFC 3168). */
    long marks;
    /** Extra delay at random, up to so many nanoseconds, for one packet in ten: reordering. */
    long jitter;
    /** Whether everything is lost at the moment. */
    boolean dark;
    /** Queue length from which packets are marked that can be. */
    int markFrom = Integer.MAX_VALUE;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Random random;
    private final double loss;
    private final double bytesPerNano;
    private final long oneWay;
    private final int queueLimit;
    private final int mtu;
    private long nextOrder;
    private long linkFree;

    PathSimulation(long seed, double megabits, long rttNanos, int queueLimit, double loss) {
        this(seed, megabits, rttNanos, queueLimit, loss, 1500);
    }

    PathSimulation(long seed, double megabits, long rttNanos, int queueLimit, double loss, int mtu) {
        random = new Random(seed);
        this.loss = loss;
        bytesPerNano = megabits / 8000;
        oneWay = rttNanos / 2;
        this.queueLimit = queueLimit;
        this.mtu = mtu;
    }

    private static PacketBuffer payload() {
        PacketBuffer packet = PacketBuffer.allocate(65_536);
        packet.append(65_536);
        return packet;
    }

    Flow add(TcpSettings settings) {
        Flow flow = new Flow(settings, flows.size() + 1);
        flows.add(flow);
        flow.sender.connection.open(now, flow.sender);
        flow.sender.settle();
        return flow;
    }

    private void add(Event event) {
        events.add(event);
    }

    private void enqueue(TcpSegment segment, End target) {
        double backlog = Math.max(0, linkFree - now) * bytesPerNano;
        int queued = (int) (backlog / mtu);
        if (queued >= queueLimit) {
            overflows++;
            return;
        }
        mark(segment, queued);
        linkFree = Math.max(linkFree, now) + (long) ((segment.payloadLength + HEADERS) / bytesPerNano);
        if (random.nextDouble() >= loss && !dark) {
            long late = jitter > 0 && random.nextInt(10) == 0 ? (long) (random.nextDouble() * jitter) : 0;
            add(new Event(linkFree + oneWay + late, target, segment));
        }
    }

    private void mark(TcpSegment segment, int queued) {
        if (queued >= markFrom && segment.ecnCapable) {
            segment.congestionExperienced = true;
            marks++;
        }
    }

    private static TcpSegment copy(TcpSegment from) {
        TcpSegment to = new TcpSegment();
        to.seq = from.seq;
        to.ack = from.ack;
        to.flags = from.flags;
        to.window = from.window;
        to.mss = from.mss;
        to.windowScale = from.windowScale;
        to.sackPermitted = from.sackPermitted;
        to.hasTimestamps = from.hasTimestamps;
        to.tsVal = from.tsVal;
        to.tsEcr = from.tsEcr;
        to.sackBlocks = from.sackBlocks;
        System.arraycopy(from.sackEdges, 0, to.sackEdges, 0, from.sackEdges.length);
        to.ecnCapable = from.ecnCapable;
        to.payloadLength = from.payloadLength;
        to.packet = PAYLOAD;
        to.payloadIndex = PAYLOAD.head();
        return to;
    }

    /** Runs until so many nanoseconds. */
    void run(long until) {
        while (!events.isEmpty() && events.peek().due <= until) {
            Event event = events.poll();
            now = event.due;
            deliver(event);
        }
        now = until;
    }

    private void deliver(Event event) {
        End end = event.target;
        if (event.segment == null) {
            end.armed = Long.MAX_VALUE;
            end.connection.onTimer(now, end);
        } else if (end.connection == null) {
            TcpParameters mine = new TcpParameters(settings(end), 1, 2, mtu, 0);
            end.connection = TcpConnection.passive(mine, event.segment, now);
            end.connection.open(now, end);
        } else {
            end.connection.onSegment(event.segment, now, end);
        }
        end.settle();
    }

    private static TcpSettings settings(End end) {
        return end.peer.connection.settings();
    }

    /** Megabits of payload a second. */
    static double megabits(long bytes, long nanos) {
        return bytes * 8000.0 / nanos;
    }
}
