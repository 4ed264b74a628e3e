package dev.lanyard.actors.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A generator at its parser: nothing is thrown, a good part is accepted, and every reason to refuse comes up that the parser has.
 *
 * @param <E> the reasons
 */
public final class ParserFuzz<E extends Enum<E>> {
    private static final int PACKETS = 100_000;
    private static final long SEED = Long.getLong("lanyard.test.seed", 20_260_802L);

    private final EnumSet<E> seen;
    private final Set<E> expected;
    private int accepted;

    private ParserFuzz(Set<E> expected, Class<E> reasons) {
        this.expected = expected;
        this.seen = EnumSet.noneOf(reasons);
    }

    /** A scene with a node that has said nothing yet. */
    public static Scene scene() {
        MacAddress peer = MacAddress.parse("02:00:00:00:00:0b");
        Ipv4Address address = Ipv4Address.parse("192.0.2.11");
        return new Scene(
                new Draw(SEED),
                MacAddress.parse("02:00:00:00:00:0a"),
                Ipv4Address.parse("192.0.2.10"),
                List.of(new Scene.Station(peer, address)),
                List.of(Ipv4Address.parse("198.51.100.1")),
                List.of(7, 80),
                List.of(7, 4000),
                new Overheard());
    }

    /**
     * @param expected the reasons that have to come up
     * @param packets damaged after the generator made them, now and then
     * @param parser says why it refuses a packet, or null
     */
    public static <E extends Enum<E>> void run(
            Class<E> reasons, Set<E> expected, Scene scene, Supplier<byte[]> packets, Function<byte[], E> parser) {
        ParserFuzz<E> fuzz = new ParserFuzz<>(expected, reasons);
        Mutator mutator = new Mutator(scene.draw());
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.get();
            fuzz.take(parser, scene.draw().oneIn(3) ? mutator.mutate(packet, 0) : packet);
        }
        fuzz.judge();
    }

    private void take(Function<byte[], E> parser, byte[] packet) {
        E reason;
        try {
            reason = parser.apply(packet);
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "with seed " + SEED + " at " + java.util.HexFormat.of().formatHex(packet), e);
        }
        if (reason == null) {
            accepted++;
        } else {
            seen.add(reason);
        }
    }

    private void judge() {
        Set<E> missing = EnumSet.copyOf(expected);
        missing.removeAll(seen);
        assertEquals(Set.of(), missing, "reasons that never came up");
        assertTrue(accepted > PACKETS / 10, () -> "only " + accepted + " of " + PACKETS + " were accepted");
    }
}
