@NullMarked
package dev.failover.agent;

import org.jspecify.annotations.NullMarked;
