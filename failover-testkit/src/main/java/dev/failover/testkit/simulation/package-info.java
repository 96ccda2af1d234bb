/**
 * A virtual world in which the production code lives through disasters: sites, links, vendors, servers, disks and clocks that
 * fail by the numbers of a seed, on virtual time and one thread, so that every history can be had again.
 *
 * <p>What is imitated ends at the interfaces of the library: the decision core, the loop, the journal, the outbox and the
 * reconciler are the ones that run in production.
 */
@NullMarked
package dev.failover.testkit.simulation;

import org.jspecify.annotations.NullMarked;
