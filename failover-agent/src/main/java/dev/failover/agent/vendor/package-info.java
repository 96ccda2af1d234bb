/** What is asked of vendors and channels on a quiet day, so that what a switch needs is not found missing within one. */
@NullMarked
package dev.failover.agent.vendor;

import org.jspecify.annotations.NullMarked;
