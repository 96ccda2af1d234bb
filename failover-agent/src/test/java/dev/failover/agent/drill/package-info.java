@NullMarked
package dev.failover.agent.drill;

import org.jspecify.annotations.NullMarked;
