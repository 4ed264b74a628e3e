package dev.lanyard.actors.dhcp;

/** Where a client stands (RFC 2131 §4.4, figure 5). */
public enum DhcpState {
    /** Has no address and asks for none: not started, or released. */
    STOPPED,
    /** About to begin, at once or after a pause. */
    INIT,
    /** Waits for offers. */
    SELECTING,
    /** Waits for the chosen server to confirm. */
    REQUESTING,
    /** Looks whether another host has the address that was confirmed (RFC 2131 §4.4.1). */
    CHECKING,
    /** Asks whether the address that it had is still good (INIT-REBOOT's second half). */
    REBOOTING,
    BOUND,
    RENEWING,
    REBINDING,
    /** No client's state: has an address and asks for the other parameters (RFC 2131 §3.4). */
    INFORMING
}
