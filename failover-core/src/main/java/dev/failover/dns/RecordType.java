package dev.failover.dns;

/** The types of record the library manages. */
public enum RecordType {
    /** IPv4 addresses. */
    A,
    /** IPv6 addresses. */
    AAAA,
    /** Another name for this name. */
    CNAME,
    /** Text; one character string per value, without quotes. */
    TXT
}
