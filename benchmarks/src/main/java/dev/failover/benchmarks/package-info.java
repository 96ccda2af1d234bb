/** Measures the file transports beside their peers: {@link dev.failover.benchmarks.ReplicaBenchmark}. */
@NullMarked
package dev.failover.benchmarks;

import org.jspecify.annotations.NullMarked;
