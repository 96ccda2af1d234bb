/**
 * DNS zones at deSEC: {@link dev.failover.desec.DesecDnsProvider}, by its {@linkplain
 * dev.failover.desec.DesecDnsProvider#builder() builder}, or by its factory as {@code type: desec}.
 *
 * <pre>{@code
 * try (DnsProvider desec = DesecDnsProvider.builder()
 *         .zone("beerus.fr")
 *         .token(Secret.of(System.getenv("DESEC_TOKEN")))
 *         .build()) {
 *     Optional<RecordSet> www = desec.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>What a token is to be allowed, the number of requests made and the limits are in {@code docs/provider-desec.md}.
 */
@NullMarked
package dev.failover.desec;

import org.jspecify.annotations.NullMarked;
