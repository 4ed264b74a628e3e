package dev.lanyard.simulator.scenario;

/** One side of a comparison. */
public sealed interface Operand {
    /**
     * A value that the run brings about.
     *
     * @param subject a variable of the timeline, a node or a net
     * @param name of its value or counter: {@code received}, {@code tcp.connections}
     */
    record Name(String subject, String name) implements Operand {
        @Override
        public String toString() {
            return subject + "." + name;
        }
    }

    /**
     * A value that the file gives.
     *
     * @param value a {@link java.math.BigDecimal}, {@link java.time.Duration}, {@link Boolean} or {@link String}
     */
    record Literal(Object value) implements Operand {
        @Override
        public String toString() {
            return Comparison.show(value);
        }
    }
}
