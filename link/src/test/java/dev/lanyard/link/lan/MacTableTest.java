package dev.lanyard.link.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MacTableTest {
    private final MacTable table = new MacTable();

    @Test
    void agreesWithAMap() {
        Random random = new Random(9);
        Map<Long, Integer> oracle = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long address = (long) random.nextInt(60) << 40 | random.nextInt(50);
            int port = random.nextInt(8);
            if (i % 1000 == 999) {
                table.forget(port);
                oracle.values().removeIf(p -> p == port);
            } else {
                table.learn(address, port, i);
                oracle.put(address, port);
            }
            long asked = (long) random.nextInt(60) << 40 | random.nextInt(50);
            assertEquals(oracle.getOrDefault(asked, MacTable.UNKNOWN), table.lookup(asked, i));
            assertEquals(oracle.size(), table.size());
        }
    }

    @Test
    void forgetsWhoIsSilentForTheAgeingTime() {
        long begin = -5; // clocks have any origin
        table.learn(1, 3, begin);
        table.learn(2, 4, begin);
        table.learn(2, 5, begin + 10);
        assertEquals(3, table.lookup(1, begin + MacTable.AGEING - 1));
        assertEquals(MacTable.UNKNOWN, table.lookup(1, begin + MacTable.AGEING));
        assertEquals(5, table.lookup(2, begin + MacTable.AGEING));
        table.learn(1, 6, begin + MacTable.AGEING + 5);
        assertEquals(6, table.lookup(1, begin + 2 * MacTable.AGEING));
    }

    @Test
    void isBoundedAndMakesRoomOfTheOld() {
        for (int i = 0; i < MacTable.LIMIT; i++) {
            table.learn(i, 1, i);
        }
        table.learn(-1, 2, 20_000);
        assertEquals(MacTable.UNKNOWN, table.lookup(-1, 20_000));
        assertEquals(MacTable.LIMIT, table.size());
        assertEquals(1, table.lookup(MacTable.LIMIT - 1, 20_000));
        table.learn(5, 7, 20_000); // one that it knows is renewed even so
        assertEquals(7, table.lookup(5, 20_000));

        table.learn(-1, 2, MacTable.AGEING + 99);
        assertEquals(2, table.lookup(-1, MacTable.AGEING + 99));
        assertEquals(MacTable.LIMIT - 100 + 2, table.size());
        assertTrue(table.lookup(100, MacTable.AGEING + 99) == 1);
    }
}
