/** The agent's configuration: from a YAML file to the library's own builders. */
@NullMarked
package dev.failover.agent.config;

import org.jspecify.annotations.NullMarked;
