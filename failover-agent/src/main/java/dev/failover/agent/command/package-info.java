/** The agent's verbs, one class each. */
@NullMarked
package dev.failover.agent.command;

import org.jspecify.annotations.NullMarked;
