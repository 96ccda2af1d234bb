/** What components share when something is wrong with them. No promise is made of it. */
@NullMarked
package dev.failover.internal.component;

import org.jspecify.annotations.NullMarked;
