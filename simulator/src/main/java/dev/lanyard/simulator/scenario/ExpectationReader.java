package dev.lanyard.simulator.scenario;

import dev.lanyard.simulator.scenario.Comparison.Operator;
import dev.lanyard.simulator.scenario.Expectation.When;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code expect}: lines of {@code [eventually] VALUE OPERATOR VALUE [within TIME]}. */
final class ExpectationReader {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:\"(?<text>[^\"]*)\"|(?<operator>==|!=|<=|>=|<|>)|(?<word>[^\\s=!<>\"]+))");
    private static final Pattern NAME = Pattern.compile("([A-Za-z_][A-Za-z0-9_-]*)\\.([A-Za-z0-9_.-]+)");
    private static final Pattern LATER = Pattern.compile("count *\\(.*|no +packet.*|.*\\bpacket on\\b.*");
    private static final String GRAMMAR = "[eventually] NAME.VALUE OPERATOR VALUE [within TIME]";

    private final Collection<String> subjects;
    private final Duration duration;

    /**
     * @param subjects that values belong to: variables, nodes and nets
     * @param duration of the scenario
     */
    ExpectationReader(Collection<String> subjects, Duration duration) {
        this.subjects = subjects;
        this.duration = duration;
    }

    List<Expectation> read(Value value) throws ScenarioException {
        List<Expectation> expectations = new ArrayList<>();
        for (Value.Line line : value.lines()) {
            try {
                expectations.add(new Parser(line).parse());
            } catch (IllegalArgumentException e) {
                throw new ScenarioException(line.position(), e.getMessage());
            }
        }
        return expectations;
    }

    private record Token(String text, boolean quoted) {}

    private final class Parser {
        private final Value.Line line;
        private final List<Token> tokens;
        private int next;

        Parser(Value.Line line) {
            this.line = line;
            if (LATER.matcher(line.text()).matches()) {
                throw new IllegalArgumentException(
                        "expectations about packets are not supported yet; expected " + GRAMMAR);
            }
            this.tokens = tokens(line.text());
        }

        Expectation parse() {
            boolean eventually = accept("eventually");
            Operand left = operand();
            if (left instanceof Operand.Literal) {
                throw new IllegalArgumentException("'" + left + "' is not the name of a value; expected " + GRAMMAR);
            }
            Operator operator = operator();
            List<Operand> right = new ArrayList<>(List.of(operand()));
            if (operator == Operator.BETWEEN) {
                expect("and");
                right.add(operand());
            }
            When when = eventually ? new When.Eventually() : new When.AtEnd();
            if (accept("within")) {
                if (eventually) {
                    throw new IllegalArgumentException("expected either eventually or within");
                }
                when = new When.Within(limit());
            }
            if (next < tokens.size()) {
                throw new IllegalArgumentException("'" + tokens.get(next).text + "' is too much; expected " + GRAMMAR);
            }
            return new Expectation(line.position(), line.text(), new Comparison(left, operator, right), when);
        }

        private Duration limit() {
            Duration limit = Units.duration(take("a time").text);
            if (limit.compareTo(duration) > 0) {
                throw new IllegalArgumentException(Units.format(limit)
                        + " is after the end; expected at most the duration, " + Units.format(duration));
            }
            return limit;
        }

        private Operator operator() {
            Token token = take("an operator");
            for (Operator operator : Operator.values()) {
                if (operator.word.equals(token.text) && !token.quoted) {
                    return operator;
                }
            }
            throw new IllegalArgumentException(
                    "'" + token.text + "' is no operator; expected ==, !=, <, <=, >, >=, between A and B, or contains");
        }

        private Operand operand() {
            Token token = take("a value");
            return token.quoted ? new Operand.Literal(token.text) : literalOrName(token.text);
        }

        private boolean accept(String word) {
            boolean found = next < tokens.size() && tokens.get(next).text.equals(word) && !tokens.get(next).quoted;
            next += found ? 1 : 0;
            return found;
        }

        private void expect(String word) {
            if (!accept(word)) {
                throw new IllegalArgumentException("expected '" + word + "'"
                        + (next < tokens.size() ? " instead of '" + tokens.get(next).text + "'" : " at the end"));
            }
        }

        private Token take(String what) {
            if (next == tokens.size()) {
                throw new IllegalArgumentException("the line ends too early; expected " + what + ", as in " + GRAMMAR);
            }
            return tokens.get(next++);
        }
    }

    private Operand literalOrName(String word) {
        if (word.matches("-?[0-9]+(\\.[0-9]+)?")) {
            return new Operand.Literal(new BigDecimal(word));
        }
        if (word.equals("true") || word.equals("false")) {
            return new Operand.Literal(Boolean.valueOf(word));
        }
        if (Character.isDigit(word.charAt(0))) {
            return new Operand.Literal(numberedWord(word));
        }
        Matcher name = NAME.matcher(word);
        if (!name.matches()) {
            return new Operand.Literal(word);
        }
        if (!subjects.contains(name.group(1))) {
            throw new IllegalArgumentException(
                    "'" + name.group(1) + "' is neither a result, a node nor a net; expected one of: "
                            + String.join(", ", subjects) + "; a text with a dot is written in quotes");
        }
        return new Operand.Name(name.group(1), name.group(2));
    }

    /** An address is a text, a percentage a number as commands give it, all else a duration. */
    private static Object numberedWord(String word) {
        if (word.matches("[0-9]+(\\.[0-9]+){3}")) {
            return word;
        }
        return word.matches("[0-9]+(\\.[0-9]+)?%")
                ? new BigDecimal(word.substring(0, word.length() - 1))
                : Units.duration(word);
    }

    private static List<Token> tokens(String line) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(line);
        int end = 0;
        while (end < line.length() && matcher.find() && matcher.start() == end) {
            end = matcher.end();
            if (matcher.group("text") != null) {
                tokens.add(new Token(matcher.group("text"), true));
                continue;
            }
            String token = matcher.group("operator") != null ? matcher.group("operator") : matcher.group("word");
            if (token.startsWith("#")) {
                return tokens;
            }
            tokens.add(new Token(token, false));
        }
        if (end < line.length()) {
            throw new IllegalArgumentException(
                    "cannot read '" + line.substring(end).strip() + "'; expected " + GRAMMAR);
        }
        return tokens;
    }
}
