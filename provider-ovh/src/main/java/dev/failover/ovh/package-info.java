/**
 * OVHcloud DNS zones: {@link dev.failover.ovh.OvhDnsProvider}, by its {@linkplain
 * dev.failover.ovh.OvhDnsProvider#builder() builder}, or by its factory as {@code type: ovh}.
 *
 * <pre>{@code
 * try (DnsProvider ovh = OvhDnsProvider.builder()
 *         .zone("beerus.fr")
 *         .applicationKey(Secret.of(System.getenv("OVH_KEY")))
 *         .applicationSecret(Secret.of(System.getenv("OVH_SECRET")))
 *         .consumerKey(Secret.of(System.getenv("OVH_CONSUMER")))
 *         .build()) {
 *     Optional<RecordSet> www = ovh.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>The access rules a key needs, the number of requests made and the limits are in {@code docs/provider-ovh.md}.
 */
@NullMarked
package dev.failover.ovh;

import org.jspecify.annotations.NullMarked;
