@NullMarked
package dev.failover.agent.vendor;

import org.jspecify.annotations.NullMarked;
