@NullMarked
package dev.failover.agent.network;

import org.jspecify.annotations.NullMarked;
