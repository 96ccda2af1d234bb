/**
 * DNS zones at Google Cloud: {@link dev.failover.google.GoogleDnsProvider}, by its {@linkplain
 * dev.failover.google.GoogleDnsProvider#builder() builder}, or by its factory as {@code type: google}.
 *
 * <pre>{@code
 * try (DnsProvider google = GoogleDnsProvider.builder()
 *         .zone("beerus.fr")
 *         .managedZone("beerus-fr")
 *         .keyFile(Path.of("/etc/failover/keys/google.json"))
 *         .build()) {
 *     Optional<RecordSet> www = google.find(new RecordKey("www", RecordType.A), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>The role that a service account needs, the number of requests made and the limits are in {@code docs/provider-google.md}.
 */
@NullMarked
package dev.failover.google;

import org.jspecify.annotations.NullMarked;
