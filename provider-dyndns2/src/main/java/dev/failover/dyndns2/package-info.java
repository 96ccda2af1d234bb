/**
 * Names at vendors of dynamic DNS: {@link dev.failover.dyndns2.DynDns2DnsProvider}, by its {@linkplain
 * dev.failover.dyndns2.DynDns2DnsProvider#builder() builder}, or by its factory as {@code type: dyndns2}.
 *
 * <pre>{@code
 * try (DnsProvider ovh = DynDns2DnsProvider.builder()
 *         .zone("beerus.fr")
 *         .vendor(DynDns2Vendor.OVH)
 *         .user("beerus.fr-failover")
 *         .password(Secret.of(System.getenv("DYNHOST_PASSWORD")))
 *         .build()) {
 *     Optional<RecordSet> www = ovh.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>What the vendors allow, and what can't be done at them, is in {@code docs/provider-dyndns2.md}.
 */
@NullMarked
package dev.failover.dyndns2;

import org.jspecify.annotations.NullMarked;
