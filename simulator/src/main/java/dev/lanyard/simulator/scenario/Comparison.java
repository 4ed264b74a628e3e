package dev.lanyard.simulator.scenario;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A statement about values, true or false.
 *
 * @param right one operand, two for {@link Operator#BETWEEN}
 */
public record Comparison(Operand left, Operator operator, List<Operand> right) {
    public Comparison {
        right = List.copyOf(right);
    }

    /** How values are compared. */
    public enum Operator {
        EQUAL("==", order -> order == 0),
        NOT_EQUAL("!=", order -> order != 0),
        LESS("<", order -> order < 0),
        LESS_OR_EQUAL("<=", order -> order <= 0),
        GREATER(">", order -> order > 0),
        GREATER_OR_EQUAL(">=", order -> order >= 0),
        /** Inclusive at both ends. */
        BETWEEN("between", order -> false),
        /** The left text has the right one in it. */
        CONTAINS("contains", order -> false);

        final String word;
        private final IntPredicate holds;

        Operator(String word, IntPredicate holds) {
            this.word = word;
            this.holds = holds;
        }

        boolean needsOrder() {
            return this != EQUAL && this != NOT_EQUAL && this != CONTAINS;
        }
    }

    /**
     * Whether the statement is true of values.
     *
     * @param values of the right operands
     * @throws IllegalArgumentException if they cannot be compared; the message says why
     */
    public boolean holds(Object leftValue, List<Object> values) {
        if (operator == Operator.CONTAINS) {
            return show(leftValue).contains(show(values.get(0)));
        }
        if (operator == Operator.BETWEEN) {
            return compare(leftValue, values.get(0)) >= 0 && compare(leftValue, values.get(1)) <= 0;
        }
        return operator.holds.test(compare(leftValue, values.get(0)));
    }

    private int compare(Object one, Object other) {
        Object a = normal(one);
        Object b = normal(other);
        if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
            return x.compareTo(y);
        }
        if (a instanceof Duration x && b instanceof Duration y) {
            return x.compareTo(y);
        }
        boolean alike = a.getClass() == b.getClass();
        if (!alike || operator.needsOrder()) {
            throw new IllegalArgumentException("cannot say whether " + show(a) + ", " + kind(a) + ", is "
                    + operator.word + " " + show(b) + ", " + kind(b));
        }
        return a.equals(b) ? 0 : 1;
    }

    /** A value in the type in which it is compared: numbers as decimals, what is no number, duration or boolean as its text. */
    static Object normal(Object value) {
        if (value instanceof BigDecimal || value instanceof Duration || value instanceof Boolean) {
            return value;
        }
        return value instanceof Number ? new BigDecimal(value.toString()) : value.toString();
    }

    private static String kind(Object value) {
        if (value instanceof BigDecimal) {
            return "a number";
        }
        if (value instanceof Duration) {
            return "a duration";
        }
        return value instanceof Boolean ? "a boolean" : "a text";
    }

    /** As a person reads it. */
    static String show(Object value) {
        Object normal = normal(value);
        if (normal instanceof Duration duration) {
            return Units.format(duration);
        }
        return normal instanceof BigDecimal number ? number.toPlainString() : normal.toString();
    }
}
