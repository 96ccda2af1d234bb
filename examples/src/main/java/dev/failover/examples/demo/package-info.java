/** The main job on embedded parts: two real sites, a real DNS server, and a client that knows only DNS. */
@NullMarked
package dev.failover.examples.demo;

import org.jspecify.annotations.NullMarked;
