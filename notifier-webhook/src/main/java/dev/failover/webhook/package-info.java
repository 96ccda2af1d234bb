/** The notifier {@code webhook}: one request per notification, in the form that a vendor's preset or the user gives it. */
@NullMarked
package dev.failover.webhook;

import org.jspecify.annotations.NullMarked;
