/** The journal in a state directory. No promise is made of it. */
@NullMarked
package dev.failover.internal.journal;

import org.jspecify.annotations.NullMarked;
