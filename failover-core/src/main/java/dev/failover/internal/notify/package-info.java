/** Delivers notifications until they are taken, across restarts. No promise is made of it. */
@NullMarked
package dev.failover.internal.notify;

import org.jspecify.annotations.NullMarked;
