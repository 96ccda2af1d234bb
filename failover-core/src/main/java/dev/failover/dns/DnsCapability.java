package dev.failover.dns;

/** What a vendor's API can do beyond the common contract. A provider claims only what the vendor itself enforces. */
public enum DnsCapability {
    /** All changes of one call take effect together or not at all. */
    ATOMIC_BATCH,
    /** The vendor itself refuses a change whose expected record set is not there, with no window in between. */
    COMPARE_AND_SET
}
