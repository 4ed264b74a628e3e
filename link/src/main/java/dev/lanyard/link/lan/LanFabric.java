package dev.lanyard.link.lan;

import dev.lanyard.link.MacAddress;
import dev.lanyard.link.RandomStreams;
import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.lan.LanSettings.Kind;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * How frames get from port to port: pure logic, told what time it is. A frame goes through its sender's transmitting pipe, then
 * is switched, then goes through each receiver's receiving pipe. A partition drops it both where it is switched (on a wire: where
 * it is sent) and where it arrives, a port that is down where it is sent and where it arrives.
 */
final class LanFabric {
    private static final int ETHERNET_HEADER = 14;
    private static final int SOURCE_OFFSET = 6;

    /** Destination of a frame that has yet to be switched. */
    private static final int TO_BE_SWITCHED = -1;

    private final LanSettings settings;
    private final RandomStreams randoms;
    private final LanObserver observer;
    private final CounterGroup<LanDrop> counters;
    private final Counter transmittedFrames;
    private final Counter transmittedBytes;
    private final Counter deliveredFrames;
    private final Counter deliveredBytes;
    private final Counter duplicated;
    private final Counter corrupted;

    private final List<LanPort> ports = new ArrayList<>();
    private final LanPartitions partitions = new LanPartitions();
    private final MacTable stations = new MacTable();
    private final DeliveryQueue underWay = new DeliveryQueue();

    /** Takes what arrives. */
    @FunctionalInterface
    interface Receiver {
        void receive(int port, PacketBuffer frame);
    }

    LanFabric(LanSettings settings, RandomStreams randoms, LanObserver observer) {
        this.settings = settings;
        this.randoms = randoms;
        this.observer = observer;
        counters = new CounterGroup<>(settings.name(), LanDrop.class);
        transmittedFrames = counters.counter("transmitted.frames");
        transmittedBytes = counters.counter("transmitted.bytes");
        deliveredFrames = counters.counter("delivered.frames");
        deliveredBytes = counters.counter("delivered.bytes");
        duplicated = counters.counter("duplicated");
        corrupted = counters.counter("corrupted");
    }

    CounterGroup<LanDrop> counters() {
        return counters;
    }

    /** All ports that were ever connected, by index. */
    List<LanPort> ports() {
        return Collections.unmodifiableList(ports);
    }

    /** The port of a name, or null if it was never connected. */
    LanPort port(String name) {
        for (LanPort port : ports) {
            if (port.name.equals(name)) {
                return port;
            }
        }
        return null;
    }

    /** Why a port of this name cannot be connected, or null if it can. */
    String refusal(String name) {
        LanPort known = port(name);
        if (known != null) {
            return known.connected ? "a port named " + name + " is connected to " + settings.name() + " already" : null;
        }
        return settings.kind() == Kind.WIRE && ports.size() == 2
                ? settings.name() + " is a wire between " + ports.get(0).name + " and " + ports.get(1).name
                        + ": use a switch for more than two ports"
                : null;
    }

    /** Connects a port that is not {@linkplain #refusal refused}; one that was there before keeps its cable as it is. */
    LanPort connect(String name) {
        LanPort port = port(name);
        if (port == null) {
            port = create(name);
            ports.add(port);
            partitions.apply(ports);
            observer.connected(port.index, name);
        }
        port.connected = true;
        port.up = true;
        return port;
    }

    private LanPort create(String name) {
        long latency = settings.latency().toNanos();
        Pipe transmit =
                new Pipe(latency, settings.impairments(), randoms.stream("lan", settings.name(), name, "transmit"));
        Pipe receive = new Pipe(
                settings.kind() == Kind.SWITCH ? latency : 0,
                Impairments.NONE,
                randoms.stream("lan", settings.name(), name, "receive"));
        return new LanPort(ports.size(), name, transmit, receive);
    }

    void disconnect(LanPort port) {
        port.connected = false;
        port.attached = false;
        stations.forget(port.index);
    }

    void setUp(LanPort port, boolean up) {
        port.up = up;
        if (!up) {
            stations.forget(port.index);
        }
    }

    /** Gives every cable the impairments that the settings declare. */
    void restoreImpairments() {
        for (LanPort port : ports) {
            port.transmit.impairments(settings.impairments());
            port.receive.impairments(Impairments.NONE);
        }
    }

    void partition(Set<String> from, Set<String> to, boolean oneWay) {
        partitions.add(from, to, oneWay);
        partitions.apply(ports);
    }

    void heal() {
        partitions.clear();
        partitions.apply(ports);
    }

    /** Takes a frame, finished and not pooled, from the node at a port. */
    void transmit(int index, PacketBuffer frame, long now) {
        LanPort port = ports.get(index);
        transmittedFrames.increment();
        transmittedBytes.add(frame.length());
        LanDrop refused = refuse(port, frame);
        if (refused != null) {
            observer.transmitted(index, frame, refused.comment());
            drop(frame, refused);
            return;
        }
        Pipe pipe = port.transmit;
        LanDrop dropped = dropped(pipe.offer(frame.length(), now));
        observer.transmitted(index, frame, dropped != null ? dropped.comment() : comment(pipe));
        if (dropped != null) {
            drop(frame, dropped);
        } else {
            send(pipe, frame, index, TO_BE_SWITCHED);
        }
    }

    private LanDrop refuse(LanPort port, PacketBuffer frame) {
        if (!port.forwards()) {
            return LanDrop.PORT_DOWN;
        }
        if (frame.length() < ETHERNET_HEADER) {
            return LanDrop.RUNT;
        }
        if (frame.length() - ETHERNET_HEADER > settings.mtu()) {
            return LanDrop.TOO_BIG;
        }
        if (settings.kind() == Kind.WIRE && ports.size() == 2) {
            LanPort peer = ports.get(1 - port.index);
            return peer.cutOff.get(port.index) ? LanDrop.PARTITION : null;
        }
        return null;
    }

    private static LanDrop dropped(Pipe.Verdict verdict) {
        return switch (verdict) {
            case DELIVER -> null;
            case LOSS -> LanDrop.LOSS;
            case QUEUE_FULL -> LanDrop.QUEUE_FULL;
            case BLACK_HOLE -> LanDrop.BLACK_HOLE;
        };
    }

    private static String comment(Pipe pipe) {
        if (pipe.corrupted()) {
            return pipe.duplicated() ? "corrupted, duplicated" : "corrupted";
        }
        return pipe.duplicated() ? "duplicated" : null;
    }

    /** Puts a frame on its way as its pipe said last. */
    private void send(Pipe pipe, PacketBuffer frame, int from, int to) {
        if (pipe.corrupted()) {
            corrupted.increment();
            PacketBuffer changed = frame.copy();
            int bit = pipe.draw(8 * changed.length());
            changed.putByte(bit >>> 3, changed.getByte(bit >>> 3) ^ 1 << (bit & 7));
            changed.checksumUnknown();
            frame.release();
            frame = changed;
        }
        PacketBuffer twin = pipe.duplicated() ? frame.share() : null;
        enqueue(pipe.deliverAt(), frame, from, to);
        if (twin != null) {
            duplicated.increment();
            enqueue(pipe.deliverAt(), twin, from, to);
        }
    }

    private void enqueue(long time, PacketBuffer frame, int from, int to) {
        if (!underWay.add(time, frame, from, to)) {
            drop(frame, LanDrop.OVERLOAD);
        }
    }

    /** When {@link #deliver} has something to do, or {@link Long#MAX_VALUE} if nothing is under way. */
    long nextDue() {
        return underWay.nextDue();
    }

    /** Moves on everything that has reached the end of a cable by now. */
    void deliver(long now, Receiver receiver) {
        DeliveryQueue.Entry entry;
        while ((entry = underWay.pollDue(now)) != null) {
            PacketBuffer frame = entry.frame;
            long time = entry.time;
            int from = entry.from;
            int to = entry.to;
            underWay.recycle(entry);
            if (to != TO_BE_SWITCHED) {
                arrive(ports.get(to), frame, from, receiver);
            } else if (settings.kind() == Kind.WIRE) {
                forward(1 - from, frame, from, time, receiver);
            } else {
                switchFrame(frame, from, time, receiver);
            }
        }
    }

    private void switchFrame(PacketBuffer frame, int from, long time, Receiver receiver) {
        long source = frame.getMac(SOURCE_OFFSET);
        if (!MacAddress.isGroup(source) && ports.get(from).forwards()) {
            stations.learn(source, from, time);
        }
        long destination = frame.getMac(0);
        int to = MacAddress.isGroup(destination) ? MacTable.UNKNOWN : stations.lookup(destination, time);
        if (to != MacTable.UNKNOWN) {
            forward(to == from ? ports.size() : to, frame, from, time, receiver);
            return;
        }
        int last = ports.size();
        for (int i = 0; i < ports.size(); i++) {
            if (i != from && ports.get(i).forwards()) {
                if (last < i) {
                    forward(last, frame.share(), from, time, receiver);
                }
                last = i;
            }
        }
        forward(last, frame, from, time, receiver);
    }

    /** Sends a frame out of a port; a number behind the last port means that there is none. */
    private void forward(int to, PacketBuffer frame, int from, long time, Receiver receiver) {
        if (to >= ports.size()) {
            drop(frame, LanDrop.NO_RECEIVER);
            return;
        }
        LanPort port = ports.get(to);
        if (port.cutOff.get(from)) {
            drop(frame, LanDrop.PARTITION);
        } else if (port.receive.isTransparent(time)) {
            arrive(port, frame, from, receiver);
        } else {
            LanDrop dropped = dropped(port.receive.offer(frame.length(), time));
            if (dropped != null) {
                drop(frame, dropped);
            } else {
                send(port.receive, frame, from, to);
            }
        }
    }

    private void arrive(LanPort port, PacketBuffer frame, int from, Receiver receiver) {
        if (port.cutOff.get(from)) {
            drop(frame, LanDrop.PARTITION);
        } else if (!port.forwards()) {
            drop(frame, LanDrop.PORT_DOWN);
        } else if (!port.attached) {
            drop(frame, LanDrop.NOT_ATTACHED);
        } else {
            deliveredFrames.increment();
            deliveredBytes.add(frame.length());
            observer.delivered(port.index, frame);
            receiver.receive(port.index, frame);
        }
    }

    private void drop(PacketBuffer frame, LanDrop reason) {
        counters.drop(reason);
        frame.release();
    }
}
