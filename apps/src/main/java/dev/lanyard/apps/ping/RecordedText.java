package dev.lanyard.apps.ping;

import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.Ipv4Address;
import java.util.ArrayList;
import java.util.List;

/** The route or the times that came back with an answer, in the lines that ping of iputils has for them. */
final class RecordedText {
    private static final int NOT_STANDARD = 0x8000_0000;

    private List<Ipv4Address> lastRoute = List.of();

    /** Lines to be printed below that of the answer; none if it recorded nothing. */
    List<String> lines(byte[] options) {
        List<Ipv4Address> route = IpOptions.recordedRoute(options);
        if (!route.isEmpty()) {
            return route(route);
        }
        return times(IpOptions.recordedTimes(options), IpOptions.overflow(options));
    }

    private List<String> route(List<Ipv4Address> route) {
        if (route.equals(lastRoute)) {
            return List.of("\t(same route)");
        }
        lastRoute = route;
        List<String> lines = new ArrayList<>();
        for (Ipv4Address each : route) {
            lines.add((lines.isEmpty() ? "RR: " : "") + "\t" + each);
        }
        return lines;
    }

    /** The first time is since midnight UT, each other since the one before it. */
    private static List<String> times(List<IpOptions.Timestamp> times, int overflow) {
        List<String> lines = new ArrayList<>();
        int last = 0;
        for (IpOptions.Timestamp each : times) {
            String who = each.address() == null ? "" : each.address() + "\t";
            boolean standard = (each.value() & NOT_STANDARD) == 0;
            String time = standard ? "" + (each.value() - last) : (each.value() & ~NOT_STANDARD) + " not-standard";
            lines.add((lines.isEmpty() ? "TS: " : "") + "\t" + who + time + (lines.isEmpty() ? " absolute" : ""));
            last = standard ? each.value() : last;
        }
        if (overflow > 0) {
            lines.add("Unrecorded hops: " + overflow);
        }
        return lines;
    }
}
