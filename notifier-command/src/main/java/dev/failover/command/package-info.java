/** The notifier {@code command}: a program of the user's, run once per notification. */
@NullMarked
package dev.failover.command;

import org.jspecify.annotations.NullMarked;
