package dev.failover.journal;

import dev.failover.decision.ServiceState;

/**
 * One line of the journal: it carries the whole state after it, so that the last one of a service is all there is to know.
 *
 * @param sequence grows by one with every entry, across restarts
 */
public record JournalEntry(long sequence, String service, JournalEvent event, ServiceState state) {}
