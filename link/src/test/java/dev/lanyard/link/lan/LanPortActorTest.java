package dev.lanyard.link.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.lanyard.link.Link;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketPool;
import org.junit.jupiter.api.Test;

class LanPortActorTest {
    private final TestInbox<LanActor.Command> lan = TestInbox.create();
    private final CounterGroup<LanDrop> counters = new CounterGroup<>("lan", LanDrop.class);
    private final BehaviorTestKit<Link.Command> port =
            BehaviorTestKit.create(LanPortActor.create(4, 2, lan.getRef(), counters));

    @Test
    void handsOnFramesAndTheirLayer() {
        TestInbox<Link.Event> upper = TestInbox.create();
        port.run(new Link.Attach(upper.getRef()));
        lan.expectMessage(new LanActor.Attached(4, 2, upper.getRef()));
        PacketBuffer frame = PacketBuffer.copyOf(new byte[60]);
        port.run(new Link.Transmit(frame));
        LanActor.Outgoing outgoing = (LanActor.Outgoing) lan.receiveMessage();
        assertEquals(4, outgoing.port());
        assertEquals(2, outgoing.connection());
        assertSame(frame, outgoing.frames().get(0));
    }

    @Test
    void keepsNoPoolWaitingForAFrameInFlight() {
        PacketPool pool = new PacketPool(1);
        PacketBuffer frame = pool.allocate(60);
        frame.append(60);
        port.run(new Link.Transmit(frame));
        assertEquals(1, pool.available());
        assertEquals(
                60, ((LanActor.Outgoing) lan.receiveMessage()).frames().get(0).length());
    }

    @Test
    void countsWhatItCannotFinish() {
        PacketBuffer frame = PacketBuffer.copyOf(new byte[60]);
        frame.segmentSize(10);
        port.run(new Link.Transmit(frame));
        assertFalse(lan.hasMessages());
        assertEquals(1, counters.dropped(LanDrop.NOT_OFFLOADABLE));
    }
}
