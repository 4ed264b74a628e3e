package dev.lanyard.simulator;

/** The rule for names of nets and nodes: the first part of dotted counter names. */
final class Names {
    private Names() {}

    static String require(String what, String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a " + what + ": use letters, digits, - and _, and begin with a letter");
        }
        return name;
    }
}
