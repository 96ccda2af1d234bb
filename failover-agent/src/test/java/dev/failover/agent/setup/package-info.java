@NullMarked
package dev.failover.agent.setup;

import org.jspecify.annotations.NullMarked;
