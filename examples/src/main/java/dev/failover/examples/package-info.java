/** The smallest programs to start from. */
@NullMarked
package dev.failover.examples;

import org.jspecify.annotations.NullMarked;
