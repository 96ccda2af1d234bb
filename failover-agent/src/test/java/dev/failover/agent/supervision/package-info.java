@NullMarked
package dev.failover.agent.supervision;

import org.jspecify.annotations.NullMarked;
