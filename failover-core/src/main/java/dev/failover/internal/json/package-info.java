/** How values are written as JSON, and read back. No promise is made of it. */
@NullMarked
package dev.failover.internal.json;

import org.jspecify.annotations.NullMarked;
