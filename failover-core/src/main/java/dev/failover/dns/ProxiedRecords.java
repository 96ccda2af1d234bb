package dev.failover.dns;

/**
 * A provider whose vendor stands in front of some of its record sets: the name servers give addresses of the vendor's, whatever is stored.
 * Where those lead, only the vendor can tell, so it is asked instead of the name servers.
 */
public interface ProxiedRecords {
    /** Whether the vendor is to be asked what is in force under this key; constant, asks nobody. */
    boolean isProxied(RecordKey key);
}
