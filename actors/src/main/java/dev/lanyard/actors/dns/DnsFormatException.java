package dev.lanyard.actors.dns;

/** Carries the reason from the depth of a parser to its boundary, and never across. */
final class DnsFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DnsDrop reason;

    DnsFormatException(DnsDrop reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    DnsDrop reason() {
        return reason;
    }
}
