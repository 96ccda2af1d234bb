/**
 * Metrics of a failover for any registry of Micrometer.
 *
 * <p>Every metric, its unit, its tags and what it means are in {@code docs/metrics.md}.
 */
@NullMarked
package dev.failover.micrometer;

import org.jspecify.annotations.NullMarked;
