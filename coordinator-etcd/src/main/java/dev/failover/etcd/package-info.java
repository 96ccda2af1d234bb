/**
 * Watchers that agree through etcd: {@link dev.failover.etcd.EtcdCoordinator}, by its {@linkplain
 * dev.failover.etcd.EtcdCoordinator#builder() builder}, or by its factory as {@code type: etcd}.
 *
 * <pre>{@code
 * Coordinator store = EtcdCoordinator.builder()
 *         .endpoints(List.of("https://a.example:2379", "https://b.example:2379", "https://c.example:2379"))
 *         .user("failover")
 *         .password(Secret.of(System.getenv("ETCD_PASSWORD")))
 *         .build();
 * }</pre>
 *
 * <p>The rights needed, what it costs and the limits are in {@code docs/coordinator-etcd.md}.
 */
@NullMarked
package dev.failover.etcd;

import org.jspecify.annotations.NullMarked;
