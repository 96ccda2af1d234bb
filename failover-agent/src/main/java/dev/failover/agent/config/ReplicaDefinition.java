package dev.failover.agent.config;

import dev.failover.sync.DataSet;

/**
 * A directory of this machine that a sync elsewhere mirrors into.
 *
 * @param service whose data it is
 * @param site which of the service's sites this machine is
 */
public record ReplicaDefinition(DataSet dataSet, String service, String site) {}
