/** The notifier {@code ifttt}: fires an event of the IFTTT service Webhooks. */
@NullMarked
package dev.failover.ifttt;

import org.jspecify.annotations.NullMarked;
