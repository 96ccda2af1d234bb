/**
 * Zones on servers that take dynamic updates (RFC 2136), such as BIND, Knot and PowerDNS: {@link
 * dev.failover.rfc2136.Rfc2136DnsProvider}, by its {@linkplain dev.failover.rfc2136.Rfc2136DnsProvider#builder() builder}, or
 * by its factory as {@code type: rfc2136}.
 *
 * <pre>{@code
 * try (DnsProvider bind = Rfc2136DnsProvider.builder()
 *         .zone("example.org")
 *         .server("192.0.2.53")
 *         .tsigName("failover-key.")
 *         .tsigSecret(Secret.of(System.getenv("TSIG")))
 *         .build()) {
 *     Optional<RecordSet> www = bind.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(10));
 * }
 * }</pre>
 *
 * <p>What to allow the key at each server, and the limits, are in {@code docs/provider-rfc2136.md}.
 */
@NullMarked
package dev.failover.rfc2136;

import org.jspecify.annotations.NullMarked;
