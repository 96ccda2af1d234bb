/** The notifier {@code mail}: hands each notification to a mail server. */
@NullMarked
package dev.failover.mail;

import org.jspecify.annotations.NullMarked;
