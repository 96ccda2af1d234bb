/** The traffic switch {@code command}: a program of the user's. */
@NullMarked
package dev.failover.traffic.command;

import org.jspecify.annotations.NullMarked;
