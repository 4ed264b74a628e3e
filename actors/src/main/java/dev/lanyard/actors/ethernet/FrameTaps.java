package dev.lanyard.actors.ethernet;

import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Who sees the frames of an interface, and which.
 *
 * @param <L> what stands for a listener
 */
final class FrameTaps<L> {
    private final List<Tap<L>> taps = new ArrayList<>();
    private final CounterGroup<EthernetDrop> counters;
    private final Output<L> output;

    private record Tap<L>(int number, int etherType, FrameFilter filter, L listener) {}

    /** Takes what a tap saw. */
    @FunctionalInterface
    interface Output<L> {
        /**
         * @param frame the tap's but not to keep: others look at it too
         */
        void seen(L listener, int tap, PacketBuffer frame, FrameType type);
    }

    FrameTaps(CounterGroup<EthernetDrop> counters, Output<L> output) {
        this.counters = counters;
        this.output = output;
    }

    boolean isEmpty() {
        return taps.isEmpty();
    }

    void open(int number, int etherType, FrameFilter filter, L listener) {
        close(number);
        taps.add(new Tap<>(number, etherType, filter, listener));
    }

    void close(int number) {
        taps.removeIf(tap -> tap.number == number);
    }

    /**
     * Shows a frame to those who want it.
     *
     * @param frame head at its header, if it has one
     * @param sender number of the tap that sent it, or -1
     */
    void show(PacketBuffer frame, FrameType type, int sender) {
        int etherType = EthernetHeader.etherType(frame);
        for (int i = 0; i < taps.size(); i++) {
            Tap<L> tap = taps.get(i);
            boolean right = tap.number != sender && (tap.etherType == TapCommand.ANY || tap.etherType == etherType);
            if (right && matches(tap, frame)) {
                output.seen(tap.listener, tap.number, frame, type);
            }
        }
    }

    /** A filter is a user's code: if it throws, the frame is not what it wants. */
    private boolean matches(Tap<L> tap, PacketBuffer frame) {
        try {
            return tap.filter.matches(frame);
        } catch (RuntimeException e) {
            counters.drop(EthernetDrop.FILTER_FAILED);
            return false;
        }
    }
}
