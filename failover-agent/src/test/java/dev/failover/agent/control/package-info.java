@NullMarked
package dev.failover.agent.control;

import org.jspecify.annotations.NullMarked;
