/** What is made of the command line for those who use it: completion and the manual page. */
@NullMarked
package dev.failover.agent.reference;

import org.jspecify.annotations.NullMarked;
