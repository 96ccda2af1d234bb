/** What watchers write into the record that they share, and what each makes of what it reads there. No promise is made of it. */
@NullMarked
package dev.failover.internal.coordination;

import org.jspecify.annotations.NullMarked;
