package dev.lanyard.apps.server;

import java.util.List;

/** The only argument that simple services take. */
public final class PortArgument {
    private PortArgument() {}

    /**
     * @param service to be named in the error message
     * @return the port in the arguments, or the usual one if there are none
     * @throws IllegalArgumentException if they are anything but one port
     */
    public static int parse(String service, List<String> arguments, int usual) {
        if (arguments.isEmpty()) {
            return usual;
        }
        try {
            int port = Integer.parseInt(arguments.get(0));
            if (arguments.size() == 1 && port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                service + " takes one argument, a port of 1 to 65535, not '" + String.join(" ", arguments) + "'");
    }
}
