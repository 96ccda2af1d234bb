/** The agent: a ready program around the library, driven by one configuration file and a few verbs. */
@NullMarked
package dev.failover.agent;

import org.jspecify.annotations.NullMarked;
