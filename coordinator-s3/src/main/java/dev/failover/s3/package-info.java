/**
 * Watchers that agree through an object of S3-compatible storage: {@link dev.failover.s3.S3Coordinator}, by its {@linkplain
 * dev.failover.s3.S3Coordinator#builder() builder}, or by its factory as {@code type: s3}.
 *
 * <pre>{@code
 * Coordinator store = S3Coordinator.builder()
 *         .endpoint("https://s3.gra.io.cloud.ovh.net")
 *         .region("gra")
 *         .bucket("my-watchers")
 *         .accessKeyId(System.getenv("S3_KEY"))
 *         .secretAccessKey(Secret.of(System.getenv("S3_SECRET")))
 *         .build();
 * }</pre>
 *
 * <p>The rights needed, what it costs and the limits are in {@code docs/coordinator-s3.md}.
 */
@NullMarked
package dev.failover.s3;

import org.jspecify.annotations.NullMarked;
