/** Runs checks, and counts what they say. No promise is made of it. */
@NullMarked
package dev.failover.internal.health;

import org.jspecify.annotations.NullMarked;
