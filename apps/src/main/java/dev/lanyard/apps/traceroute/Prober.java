package dev.lanyard.apps.traceroute;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends packets that do not get far and hears who says so. On the event loop only. */
interface Prober {
    /**
     * What came of a probe.
     *
     * @param from who answered
     * @param reached whether that was the destination's own word
     * @param mark as traceroute prints it behind the time: {@code !H} and the like, or nothing
     */
    record Answer(Ipv4Address from, boolean reached, String mark) {}

    /**
     * Sends a probe.
     *
     * @param ttl routers that it may pass, and one more
     * @param number of the probe, from 0 on; no two the same
     * @return completes with the answer, if one comes; fails if nothing can be sent
     */
    CompletableFuture<Answer> probe(int ttl, int number);

    CompletionStage<Void> close();
}
