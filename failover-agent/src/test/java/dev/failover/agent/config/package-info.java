@NullMarked
package dev.failover.agent.config;

import org.jspecify.annotations.NullMarked;
