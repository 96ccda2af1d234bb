@NullMarked
package dev.failover.examples.agent.command;

import org.jspecify.annotations.NullMarked;
