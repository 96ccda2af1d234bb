@NullMarked
package dev.failover.agent.command;

import org.jspecify.annotations.NullMarked;
