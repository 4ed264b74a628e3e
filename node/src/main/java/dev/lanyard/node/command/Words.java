package dev.lanyard.node.command;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line into words as a POSIX shell does, without any expansion (POSIX.1-2017 §2.2). */
public final class Words {
    /** What a backslash takes the meaning of inside double quotes; before anything else it stands for itself (§2.2.3). */
    private static final String ESCAPABLE = "$`\"\\";

    private Words() {}

    /**
     * @return the words; none if the line is blank or a comment that starts with {@code #}
     * @throws IllegalArgumentException if a quote is not closed or a backslash ends the line
     */
    public static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            if (quote == 0 && word == null && c == '#') {
                break;
            }
            if (word == null) {
                word = new StringBuilder();
            }
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == '\\' && quote != '\'') {
                if (++i == line.length()) {
                    throw new IllegalArgumentException("the line ends with a backslash");
                }
                if (quote == '"' && ESCAPABLE.indexOf(line.charAt(i)) < 0) {
                    word.append(c);
                }
                word.append(line.charAt(i));
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote " + quote + " is not closed");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
