package dev.lanyard.actors.dns;

/** Why a DNS message was dropped. */
public enum DnsDrop {
    /** It ends before what it announces. */
    TRUNCATED,
    /** A label's first octet is neither a length nor a pointer (RFC 1035 §4.1.4, RFC 6891 §5). */
    BAD_LABEL,
    /** A compression pointer does not point backwards. */
    POINTER_LOOP,
    /** A name of more than 255 octets (RFC 1035 §3.1). */
    NAME_TOO_LONG,
    /** A record's data does not fit its type or its length. */
    BAD_DATA,
    /** More records than any message of ours has use for. */
    TOO_MANY_RECORDS,
    /** More than one OPT, or one elsewhere than among the additional records (RFC 6891 §6.1.1). */
    BAD_OPT,
    /** A response where a query was expected, or the other way round. */
    WRONG_DIRECTION,
    /** The identifier is not that of the query (RFC 5452 §9.1). */
    WRONG_ID,
    /** It came from another address or port than the query went to (RFC 5452 §9.1). */
    WRONG_SOURCE,
    /** The question is not the one that was asked (RFC 5452 §9.1). */
    WRONG_QUESTION,
    /** The question came back with other letters' case than it was asked with. */
    WRONG_CASE,
    /** Another operation than QUERY. */
    WRONG_OPCODE,
    /** Nobody waits for it any more. */
    LATE
}
