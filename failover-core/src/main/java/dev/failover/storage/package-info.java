/** What the state directory is kept on. */
@NullMarked
package dev.failover.storage;

import org.jspecify.annotations.NullMarked;
