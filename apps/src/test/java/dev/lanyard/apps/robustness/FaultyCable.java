package dev.lanyard.apps.robustness;

import dev.lanyard.actors.fuzz.Draw;
import java.time.Duration;
import java.util.function.BiConsumer;

/** A cable that loses, delays, doubles, damages and withholds frames, now more and now less. */
final class FaultyCable implements WatchedLink.Cable {
    private final Draw draw;
    private int loss;
    private int reordering;
    private int duplication;
    private int corruption;
    private boolean cut;

    FaultyCable(Draw draw) {
        this.draw = draw;
    }

    @Override
    public void carry(byte[] frame, BiConsumer<Duration, byte[]> delivery) {
        if (cut || chance(loss)) {
            return;
        }
        byte[] arriving = frame;
        if (chance(corruption)) {
            arriving = frame.clone();
            arriving[draw.below(frame.length)] ^= (byte) (1 << draw.below(8));
        }
        delivery.accept(delay(), arriving);
        if (chance(duplication)) {
            delivery.accept(delay(), arriving);
        }
    }

    private Duration delay() {
        return Duration.ofMillis(chance(reordering) ? draw.between(0, 40) : 5);
    }

    private boolean chance(int percent) {
        return draw.below(100) < percent;
    }

    /** Something else goes wrong from now on, or something less. */
    void change() {
        switch (draw.below(6)) {
            case 0 -> loss = draw.of(0, 1, 5, 30);
            case 1 -> reordering = draw.of(0, 5, 50);
            case 2 -> duplication = draw.of(0, 2, 20);
            case 3 -> corruption = draw.of(0, 1, 10);
            case 4 -> cut = !cut;
            default -> heal();
        }
    }

    void heal() {
        loss = 0;
        reordering = 0;
        duplication = 0;
        corruption = 0;
        cut = false;
    }
}
