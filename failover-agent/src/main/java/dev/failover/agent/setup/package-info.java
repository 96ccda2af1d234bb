/** The first configuration: what is written for an operator who has none yet, and the keys that belong to it. */
@NullMarked
package dev.failover.agent.setup;

import org.jspecify.annotations.NullMarked;
