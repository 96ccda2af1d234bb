/**
 * DNS zones at Gandi: {@link dev.failover.gandi.GandiDnsProvider}, by its {@linkplain
 * dev.failover.gandi.GandiDnsProvider#builder() builder}, or by its factory as {@code type: gandi}.
 *
 * <pre>{@code
 * try (DnsProvider gandi = GandiDnsProvider.builder()
 *         .zone("beerus.fr")
 *         .token(Secret.of(System.getenv("GANDI_TOKEN")))
 *         .build()) {
 *     Optional<RecordSet> www = gandi.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>What a token may do, the number of requests made and the limits are in {@code docs/provider-gandi.md}.
 */
@NullMarked
package dev.failover.gandi;

import org.jspecify.annotations.NullMarked;
