/**
 * Contracts by which the author of a component proves it, and fakes to test against: virtual time, a DNS provider in
 * memory, a real DNS server, scripted checks and notifiers.
 */
@NullMarked
package dev.failover.testkit;

import org.jspecify.annotations.NullMarked;
