/** One HTTP exchange with a vendor: one deadline, one size limit, nothing retried, nothing logged. */
@NullMarked
package dev.failover.http;

import org.jspecify.annotations.NullMarked;
