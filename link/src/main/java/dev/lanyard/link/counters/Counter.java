package dev.lanyard.link.counters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that one thread changes and any thread reads. */
public final class Counter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through VALUE
    private long value;

    public void increment() {
        add(1);
    }

    public void decrement() {
        add(-1);
    }

    /** On the owner's thread only. */
    public void add(long count) {
        VALUE.setOpaque(this, (long) VALUE.get(this) + count);
    }

    public long get() {
        return (long) VALUE.getOpaque(this);
    }
}
