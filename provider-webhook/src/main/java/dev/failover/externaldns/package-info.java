/**
 * DNS zones behind a server of external-dns's webhook protocol: {@link dev.failover.externaldns.WebhookDnsProvider}, by its {@linkplain
 * dev.failover.externaldns.WebhookDnsProvider#builder() builder}, or by its factory as {@code type: webhook}.
 *
 * <pre>{@code
 * try (DnsProvider webhook = WebhookDnsProvider.builder().zone("beerus.fr").build()) {
 *     Optional<RecordSet> www = webhook.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>What such a server is to be allowed, the number of requests made and the limits are in {@code docs/provider-webhook.md}.
 */
@NullMarked
package dev.failover.externaldns;

import org.jspecify.annotations.NullMarked;
