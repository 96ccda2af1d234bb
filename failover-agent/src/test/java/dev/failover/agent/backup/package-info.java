@NullMarked
package dev.failover.agent.backup;

import org.jspecify.annotations.NullMarked;
