package dev.lanyard.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanyard.simulator.scenario.Expectation.When;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The language of expectations")
class ComparisonTest {
    private static Expectation parse(String line) throws ScenarioException {
        return ScenarioTexts.twoHosts("1s a: p = ping b", line).expectations().get(0);
    }

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of("p.x == 3", 3L, true),
                Arguments.of("p.x == 3", 3.0, true),
                Arguments.of("p.x == 3", 4, false),
                Arguments.of("p.x != 3", 4, true),
                Arguments.of("p.x < 3", 2.9, true),
                Arguments.of("p.x < 3", 3, false),
                Arguments.of("p.x <= 3", 3, true),
                Arguments.of("p.x > -1", 0, true),
                Arguments.of("p.x>=3", Long.MAX_VALUE, true),
                Arguments.of("p.x between 1 and 3", 1, true),
                Arguments.of("p.x between 1 and 3", 3, true),
                Arguments.of("p.x between 1 and 3", 3.1, false),
                Arguments.of("p.x < 5%", 4.5, true),
                Arguments.of("p.x < 10ms", Duration.ofMillis(9), true),
                Arguments.of("p.x between 1ms and 0.5s", Duration.ofSeconds(1), false),
                Arguments.of("p.x == open", "open", true),
                Arguments.of("p.x == \"timed out\"", "timed out", true),
                Arguments.of("p.x != refused", "refused", false),
                Arguments.of("p.x == 10.0.1.2", "10.0.1.2", true),
                Arguments.of("p.x contains \"seq=2 ttl\"", "1\n64 bytes: seq=2 ttl=64\n", true),
                Arguments.of("p.x contains 7", "seq=6", false),
                Arguments.of("p.x == true", true, true),
                Arguments.of("p.x == true # a comment", false, false));
    }

    @ParameterizedTest(name = "{0} where it is {1}: {2}")
    @MethodSource("table")
    void holds(String line, Object value, boolean holds) throws ScenarioException {
        Comparison comparison = parse(line).comparison();
        List<Object> right = comparison.right().stream()
                .map(operand -> ((Operand.Literal) operand).value())
                .toList();
        assertEquals(new Operand.Name("p", "x"), comparison.left());
        assertEquals(holds, comparison.holds(value, right));
    }

    @Test
    void comparesTwoValuesOfTheRun() throws ScenarioException {
        Comparison comparison = parse("a.tcp.sent == b.tcp.received").comparison();
        assertEquals(new Operand.Name("a", "tcp.sent"), comparison.left());
        assertEquals(List.of(new Operand.Name("b", "tcp.received")), comparison.right());
    }

    @Test
    void doesNotCompareWhatIsNotAlike() throws ScenarioException {
        Comparison less = parse("p.x < 10ms").comparison();
        assertEquals(
                "cannot say whether 3, a number, is < 0.01s, a duration",
                assertThrows(IllegalArgumentException.class, () -> less.holds(3, List.of(Duration.ofMillis(10))))
                        .getMessage());
        Comparison text = parse("p.x < 3").comparison();
        assertThrows(IllegalArgumentException.class, () -> text.holds("many", List.of(BigDecimal.valueOf(3))));
    }

    @Test
    void saysWhen() throws ScenarioException {
        assertEquals(new When.AtEnd(), parse("p.x == 3").when());
        assertEquals(
                new When.Eventually(),
                parse("eventually a.tcp.connections == 0").when());
        assertEquals(
                new When.Within(Duration.ofMillis(1500)),
                parse("p.x == 3 within 1.5s").when());
        assertEquals("t.conf:11:1", parse("p.x == 3").position().toString());
    }
}
