/** What others send, read with a bound: nothing from outside is kept without one. */
@NullMarked
package dev.failover.io;

import org.jspecify.annotations.NullMarked;
