package dev.lanyard.actors.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("INFORM (RFC 2131 §3.4, §4.4.3)")
class DhcpInformTest {
    private static final Ipv4Address OWN = Ipv4Address.parse("192.0.2.7");
    private static final Ipv4Address SERVER = Ipv4Address.parse("192.0.2.1");
    private static final MacAddress MAC = DhcpMessageTest.MAC;

    private final DhcpCounters counters = new DhcpCounters();
    private final DhcpInform inform =
            new DhcpInform(DhcpClientSettings.of(MAC), OWN, new SplittableRandom(34), counters);

    private static DhcpMessage sent(List<DhcpAction> actions) {
        assertEquals(1, actions.size(), actions::toString);
        DhcpAction.Broadcast sent = assertInstanceOf(DhcpAction.Broadcast.class, actions.get(0));
        assertEquals(OWN, sent.source());
        return sent.message();
    }

    private static DhcpOptions.Builder ack() {
        return DhcpOptions.builder()
                .put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) DhcpMessageType.ACK.code()})
                .put(DhcpOption.SERVER_IDENTIFIER, SERVER);
    }

    @Test
    @DisplayName("says its address, asks for no lease; the first ACK ends it")
    void answered() {
        DhcpMessage question = sent(inform.start(0));
        assertEquals(DhcpMessageType.INFORM, question.type());
        assertEquals(OWN, question.ciaddr());
        assertFalse(question.options().has(DhcpOption.REQUESTED_ADDRESS));
        for (byte code : question.options().value(DhcpOption.PARAMETER_REQUEST_LIST)) {
            assertTrue(code != DhcpOption.LEASE_TIME && code != DhcpOption.RENEWAL_TIME);
        }
        DhcpMessage answer = question.answer(
                Ipv4Address.ANY, ack().put(DhcpOption.DOMAIN_NAME, "x").build());
        assertTrue(inform.concerns(answer));
        List<DhcpAction> actions = inform.received(answer, 1);
        DhcpAction.Informed informed = assertInstanceOf(DhcpAction.Informed.class, actions.get(0));
        assertEquals(Optional.of("x"), informed.options().text(DhcpOption.DOMAIN_NAME));
        assertEquals(Long.MAX_VALUE, inform.nextDeadline());
    }

    @Test
    @DisplayName("offers, NAKs, requests and answers for another station are dropped by name")
    void refused() {
        DhcpMessage question = sent(inform.start(0));
        DhcpMessage answer = question.answer(Ipv4Address.ANY, ack().build());
        assertEquals(List.of(), inform.received(question, 1));
        assertEquals(List.of(), inform.received(answer.withChaddr(MacAddress.parse("02:00:00:00:00:99")), 1));
        for (DhcpMessageType type : List.of(DhcpMessageType.OFFER, DhcpMessageType.NAK)) {
            DhcpOptions options = ack().put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type.code()})
                    .build();
            assertEquals(List.of(), inform.received(answer.withOptions(options), 1));
        }
        assertEquals(1, counters.group.dropped(DhcpDrop.BAD_OPERATION));
        assertEquals(1, counters.group.dropped(DhcpDrop.WRONG_CHADDR));
        assertEquals(2, counters.group.dropped(DhcpDrop.UNEXPECTED));
    }

    @Test
    @DisplayName("given up after four requests and a minute, at most")
    void unanswered() {
        sent(inform.start(0));
        List<DhcpAction> actions = List.of();
        int requests = 1;
        while (inform.nextDeadline() < Long.MAX_VALUE) {
            assertTrue(inform.nextDeadline() < 65_000_000_000L);
            actions = inform.elapsed(inform.nextDeadline());
            requests += actions.get(0) instanceof DhcpAction.Broadcast ? 1 : 0;
        }
        assertEquals(4, requests);
        assertEquals(DhcpOptions.NONE, ((DhcpAction.Informed) actions.get(0)).options());
    }
}
