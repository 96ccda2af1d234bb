/** Notifiers, and the outbox that makes their work durable. */
@NullMarked
package dev.failover.notify;

import org.jspecify.annotations.NullMarked;
