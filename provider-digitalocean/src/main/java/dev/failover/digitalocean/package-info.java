/**
 * DNS zones at DigitalOcean: {@link dev.failover.digitalocean.DigitalOceanDnsProvider}, by its {@linkplain
 * dev.failover.digitalocean.DigitalOceanDnsProvider#builder() builder}, or by its factory as {@code type: digitalocean}.
 *
 * <pre>{@code
 * try (DnsProvider ocean = DigitalOceanDnsProvider.builder()
 *         .zone("beerus.fr")
 *         .token(Secret.of(System.getenv("DIGITALOCEAN_TOKEN")))
 *         .build()) {
 *     Optional<RecordSet> www = ocean.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>What a token may do, the number of requests made and the limits are in {@code docs/provider-digitalocean.md}.
 */
@NullMarked
package dev.failover.digitalocean;

import org.jspecify.annotations.NullMarked;
