/** What both transports of mirrors need beside the SPI. No promise is made of it. */
@NullMarked
package dev.failover.internal.sync;

import org.jspecify.annotations.NullMarked;
