@NullMarked
package dev.failover.examples.agent.control;

import org.jspecify.annotations.NullMarked;
