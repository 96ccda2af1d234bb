/**
 * DNS zones at Hetzner: {@link dev.failover.hetzner.HetznerDnsProvider}, by its {@linkplain
 * dev.failover.hetzner.HetznerDnsProvider#builder() builder}, or by its factory as {@code type: hetzner}.
 *
 * <pre>{@code
 * try (DnsProvider hetzner = HetznerDnsProvider.builder()
 *         .zone("beerus.fr")
 *         .token(Secret.of(System.getenv("HCLOUD_TOKEN")))
 *         .build()) {
 *     Optional<RecordSet> www = hetzner.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>What a token may do, the number of requests made and the limits are in {@code docs/provider-hetzner.md}.
 */
@NullMarked
package dev.failover.hetzner;

import org.jspecify.annotations.NullMarked;
