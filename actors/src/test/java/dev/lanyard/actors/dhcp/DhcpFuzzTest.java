package dev.lanyard.actors.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanyard.actors.fuzz.ParserFuzz;
import dev.lanyard.actors.fuzz.Scene;
import java.util.EnumSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DhcpFuzzTest {
    @Test
    @DisplayName("62. Mutated DHCP messages are read or refused for a reason, and what was read can be written")
    void messages() {
        Scene scene = ParserFuzz.scene();
        DhcpGenerator generator = new DhcpGenerator(scene);
        ParserFuzz.run(
                DhcpDrop.class,
                EnumSet.range(DhcpDrop.TRUNCATED, DhcpDrop.BAD_MESSAGE_TYPE),
                scene,
                () -> scene.draw().oneIn(2) ? generator.fromServer(null) : generator.fromClient(),
                DhcpFuzzTest::read);
    }

    private static DhcpDrop read(byte[] octets) {
        DhcpMessage.Parsed parsed = DhcpMessage.parse(octets);
        if (parsed.drop() == null) {
            DhcpMessage again = DhcpMessage.parse(parsed.message().emit()).message();
            assertEquals(parsed.message().options().codes(), again.options().codes());
            assertEquals(parsed.message().xid(), again.xid());
        }
        return parsed.drop();
    }
}
