/**
 * Measures the library beside its peers: {@link dev.failover.benchmarks.ReplicaBenchmark} and {@link
 * dev.failover.benchmarks.FailoverTimesBenchmark}.
 */
@NullMarked
package dev.failover.benchmarks;

import org.jspecify.annotations.NullMarked;
