package dev.lanyard.apps.robustness;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.ObjectName;

/** How much is reachable, counted object by object. */
final class LiveHeap {
    /** The serial collector moves everything together at every fourth full collection only, and leaves dead objects at others. */
    private static final int COLLECTIONS = 4;

    private LiveHeap() {}

    /** Bytes of all reachable objects. */
    static long bytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            least = Math.min(least, collect());
        }
        return least;
    }

    private static long collect() {
        try {
            // What jcmd GC.class_histogram prints after a full collection; its last line is: Total, instances, bytes.
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            String total = Arrays.stream(histogram.split("\n"))
                    .filter(line -> line.startsWith("Total"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(total.trim().split(" +")[2]);
        } catch (JMException e) {
            throw new AssertionError("this JVM does not count its objects", e);
        }
    }
}
