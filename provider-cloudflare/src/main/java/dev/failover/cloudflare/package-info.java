/**
 * DNS zones at Cloudflare: {@link dev.failover.cloudflare.CloudflareDnsProvider}, by its {@linkplain
 * dev.failover.cloudflare.CloudflareDnsProvider#builder() builder}, or by its factory as {@code type: cloudflare}.
 *
 * <pre>{@code
 * try (DnsProvider cloudflare = CloudflareDnsProvider.builder()
 *         .zone("beerus.fr")
 *         .token(Secret.of(System.getenv("CLOUDFLARE_TOKEN")))
 *         .build()) {
 *     Optional<RecordSet> www = cloudflare.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>The permission a token needs, the number of requests made and the limits are in {@code docs/provider-cloudflare.md}.
 */
@NullMarked
package dev.failover.cloudflare;

import org.jspecify.annotations.NullMarked;
