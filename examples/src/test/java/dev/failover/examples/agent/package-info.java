@NullMarked
package dev.failover.examples.agent;

import org.jspecify.annotations.NullMarked;
