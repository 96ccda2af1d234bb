@NullMarked
package dev.failover.examples.agent.config;

import org.jspecify.annotations.NullMarked;
