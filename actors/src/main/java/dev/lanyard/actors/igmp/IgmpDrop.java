package dev.lanyard.actors.igmp;

/** Why an IGMP message was not heeded. */
public enum IgmpDrop {
    /** Shorter than eight bytes. */
    TRUNCATED,
    BAD_CHECKSUM,
    /** A query of nine to eleven bytes, which no version has (RFC 3376 §7.1). */
    BAD_QUERY_LENGTH,
    /** A query that names more sources than it holds. */
    BAD_SOURCE_COUNT,
    /** A query about an address that is no group, or a query about sources without a group. */
    BAD_GROUP,
    /** A report about an address that is no group, or not sent to the group that it is about. */
    BAD_REPORT,
    /** A query to all groups that was not sent to all hosts (RFC 3376 §9.1). */
    BAD_DESTINATION,
    /** A query of version 2 or 3 without the option Router Alert (RFC 3376 §9.1). */
    NO_ROUTER_ALERT,
    /** A report from a source that is not on the network of the interface (RFC 2236 §10). */
    FOREIGN_REPORT,
    /** A leave, or a report of version 3: for routers. */
    FOR_ROUTERS,
    /** A type that is not known (RFC 3376 §4). */
    UNKNOWN_TYPE
}
