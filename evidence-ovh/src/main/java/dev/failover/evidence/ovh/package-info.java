/**
 * Evidence of a failure by the API of OVHcloud: {@link dev.failover.evidence.ovh.OvhCollector}, by its builder, or by its factory as {@code
 * type: ovh}. What it asks and the access rules that takes are in {@code docs/evidence-ovh.md}.
 */
@NullMarked
package dev.failover.evidence.ovh;

import org.jspecify.annotations.NullMarked;
