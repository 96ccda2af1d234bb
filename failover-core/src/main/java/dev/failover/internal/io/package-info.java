/** What is heard from outside, within bounds. No promise is made of it. */
@NullMarked
package dev.failover.internal.io;

import org.jspecify.annotations.NullMarked;
