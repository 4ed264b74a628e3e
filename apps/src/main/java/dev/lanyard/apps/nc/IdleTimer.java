package dev.lanyard.apps.nc;

import dev.lanyard.apps.Alarm;
import dev.lanyard.node.Node;
import java.time.Duration;

/** Notices that nothing happened for a while. Costs a clock reading per event: the timer is not moved, but looks back when it fires. */
final class IdleTimer {
    private final Node node;
    private final Alarm alarm;
    private final Runnable action;
    private long limit;
    private long last;

    IdleTimer(Node node, Runnable action) {
        this.node = node;
        this.action = action;
        this.alarm = new Alarm(node.system().loop());
    }

    /** From now on acts once nothing has been {@linkplain #touch noticed} for this long; null never acts. */
    void start(Duration idle) {
        touch();
        if (idle != null) {
            limit = idle.toNanos();
            look();
        }
    }

    void touch() {
        last = node.clock().nanos();
    }

    void cancel() {
        alarm.cancel();
    }

    private void look() {
        if (last + limit - node.clock().nanos() <= 0) {
            action.run();
        } else {
            alarm.set(last + limit, this::look);
        }
    }
}
