package dev.failover.dns;

/** What a vendor's API can do beyond the common contract. A provider claims only what the vendor itself enforces. */
public enum DnsCapability {
    /** All changes of one call take effect together or not at all. */
    ATOMIC_BATCH,
    /** The vendor itself refuses a change whose expected record set is not there, with no window in between. */
    COMPARE_AND_SET,
    /**
     * The vendor itself refuses a change of a TXT record set that was not there as expected, as long as all who change it do so through
     * this library. Another client's edit of it, and of any other type, may be overwritten unseen.
     */
    COMPARE_AND_SET_TEXT
}
