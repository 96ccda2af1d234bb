@NullMarked
package dev.failover.examples.network;

import org.jspecify.annotations.NullMarked;
