package dev.lanyard.actors.dns;

import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.fuzz.ParserFuzz;
import dev.lanyard.actors.fuzz.Scene;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DnsFuzzTest {
    private static final int HEADERS = 28;

    @Test
    @DisplayName("62. Mutated DNS messages are read or refused for a reason, and what was read can be written")
    void messages() {
        Scene scene = ParserFuzz.scene();
        DnsGenerator generator = new DnsGenerator(scene);
        DnsQuestion question = new DnsQuestion(DnsName.parse("name.test"), DnsType.A);
        byte[] query = new Octets()
                .zeros(HEADERS)
                .put(DnsMessage.query(7, question, Optional.empty()).emit())
                .toArray();
        ParserFuzz.run(
                DnsDrop.class,
                EnumSet.range(DnsDrop.TRUNCATED, DnsDrop.BAD_OPT),
                scene,
                () -> scene.draw().oneIn(4) ? generator.query() : generator.answer(query),
                DnsFuzzTest::read);
    }

    private static DnsDrop read(byte[] octets) {
        DnsMessage.Parsed parsed = DnsMessage.parse(octets);
        if (parsed.drop() == null) {
            parsed.message().emit();
        }
        return parsed.drop();
    }
}
