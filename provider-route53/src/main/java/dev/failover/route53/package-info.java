/**
 * Amazon Route 53 hosted zones: {@link dev.failover.route53.Route53DnsProvider}, by its {@linkplain
 * dev.failover.route53.Route53DnsProvider#builder() builder}, or by its factory as {@code type: route53}.
 *
 * <pre>{@code
 * try (DnsProvider route53 = Route53DnsProvider.builder().zone("example.com").build()) {
 *     Optional<RecordSet> www = route53.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>The IAM policy needed, the number of requests made and the limits are in {@code docs/provider-route53.md}.
 */
@NullMarked
package dev.failover.route53;

import org.jspecify.annotations.NullMarked;
