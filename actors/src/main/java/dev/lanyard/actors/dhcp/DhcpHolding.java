package dev.lanyard.actors.dhcp;

/** The lease that a client has in use, if any: takes it, extends it, gives it up, and says so. */
final class DhcpHolding {
    private final DhcpSender actions;
    private final DhcpCounters counters;
    private DhcpLease lease;

    /**
     * @param actions where what is to be done goes
     */
    DhcpHolding(DhcpSender actions, DhcpCounters counters) {
        this.actions = actions;
        this.counters = counters;
    }

    /** What is in use, or null. */
    DhcpLease lease() {
        return lease;
    }

    boolean isEmpty() {
        return lease == null;
    }

    /** Whether this very address is in use. */
    boolean has(DhcpLease other) {
        return lease != null && lease.address().equals(other.address());
    }

    /** Whether what is in use has to be given up. */
    boolean isOver(long now) {
        return lease != null && lease.expiry() <= now;
    }

    /** Something that is in use already. */
    void resume(DhcpLease inUse) {
        lease = inUse;
    }

    /** Uses a lease from now on, in place of the one before. */
    void take(DhcpLease granted) {
        (lease == null ? counters.bound : counters.renewed).increment();
        actions.also(new DhcpAction.Configure(granted, lease));
        lease = granted;
    }

    /** Gives up what is in use, if anything. */
    void giveUp(String reason) {
        if (lease != null) {
            actions.also(new DhcpAction.Deconfigure(lease, reason));
            lease = null;
        }
    }
}
