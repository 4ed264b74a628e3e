package dev.lanyard.actors.dhcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** The questions of a node's interfaces that wait for servers' answers; at most {@link #LIMIT}. */
final class DhcpInforms {
    static final int LIMIT = 16;

    private final RandomGenerator random;
    private final DhcpCounters counters;
    private final Output output;
    private final List<Asking> open = new ArrayList<>();

    /** What is to be done. */
    interface Output {
        void send(int index, DhcpAction action);

        /** A server has answered. */
        void informed(int index, DhcpParameters parameters);
    }

    private record Asking(int index, DhcpInform inform, CompletableFuture<Optional<DhcpParameters>> answer) {}

    DhcpInforms(RandomGenerator random, DhcpCounters counters, Output output) {
        this.random = random;
        this.counters = counters;
        this.output = output;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void ask(DhcpProtocol.Inform order, long now) {
        if (open.size() == LIMIT) {
            order.answer()
                    .completeExceptionally(new IllegalStateException("too many DHCP questions wait already: " + LIMIT));
            return;
        }
        DhcpInform inform = new DhcpInform(order.settings(), order.own(), random, counters);
        Asking asking = new Asking(order.index(), inform, order.answer());
        open.add(asking);
        carryOut(asking, inform.start(now));
    }

    /**
     * Takes a message if it is about one of the questions.
     *
     * @return whether it was
     */
    boolean received(DhcpMessage message, long now) {
        for (Asking asking : open) {
            if (asking.inform.concerns(message)) {
                carryOut(asking, asking.inform.received(message, now));
                return true;
            }
        }
        return false;
    }

    /** The time has come that {@link #nextDeadline} said. */
    void elapsed(long now) {
        List.copyOf(open).forEach(asking -> carryOut(asking, asking.inform.elapsed(now)));
    }

    long nextDeadline() {
        return open.stream()
                .mapToLong(asking -> asking.inform.nextDeadline())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Nobody waits for answers any more. */
    void fail(Exception reason) {
        List.copyOf(open).forEach(asking -> asking.answer.completeExceptionally(reason));
        open.clear();
    }

    private void carryOut(Asking asking, List<DhcpAction> actions) {
        for (DhcpAction action : actions) {
            if (action instanceof DhcpAction.Informed informed) {
                open.remove(asking);
                end(asking, informed.options());
            } else {
                output.send(asking.index, action);
            }
        }
    }

    private void end(Asking asking, DhcpOptions options) {
        if (options.equals(DhcpOptions.NONE)) {
            asking.answer.complete(Optional.empty());
        } else {
            DhcpParameters parameters = new DhcpParameters(options);
            output.informed(asking.index, parameters);
            asking.answer.complete(Optional.of(parameters));
        }
    }
}
