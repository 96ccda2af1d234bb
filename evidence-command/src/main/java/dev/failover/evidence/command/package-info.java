/** The evidence collector {@code command}: a program of the user's, here or on the failed machine. */
@NullMarked
package dev.failover.evidence.command;

import org.jspecify.annotations.NullMarked;
