/** Files that survive a crash: the state directory and the checksummed log. No promise is made of it. */
@NullMarked
package dev.failover.internal.storage;

import org.jspecify.annotations.NullMarked;
