package dev.lanyard.os;

/**
 * The calls that one device or poller makes for every burst. JNA makes them first. After {@value #WORTH_LINKING} of them, and if the
 * JDK has the foreign function interface (22 and newer), a thread in the background links them by that, which costs a tenth of a
 * second once and saves a fifth of a microsecond a call: docs/adr/010.
 *
 * <p>Belongs to the thread that makes the calls.
 */
final class HotCalls {
    /** Calls after which this is a process that moves packets, and not a short command. */
    static final int WORTH_LINKING = 20_000;

    private volatile SystemCalls calls = SystemCalls.JNA;
    private int made;

    /** What makes the next call. */
    SystemCalls current() {
        if (made < WORTH_LINKING && ++made == WORTH_LINKING) {
            linkInBackground();
        }
        return calls;
    }

    private void linkInBackground() {
        Thread linker = new Thread(() -> ForeignCalls.link().ifPresent(linked -> calls = linked), "lanyard-linker");
        linker.setDaemon(true);
        linker.start();
    }
}
