package dev.lanyard.actors.tcp;

/** Why a connection ended other than by both sides closing it. */
public enum TcpFailure {
    /** RST in answer to our SYN. */
    REFUSED,
    /** RST from the peer, or the application closed while data was on its way to it. */
    RESET,
    /** The peer did not answer for as long as the retry limit or the user timeout allows. */
    TIMED_OUT,
    /** An ICMP error said that the peer cannot be reached. */
    UNREACHABLE,
    /** Aborted on this side. */
    ABORTED
}
