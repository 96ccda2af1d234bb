/** What directs traffic to a site by another means than DNS: an address that moves, a balancer, a route. */
@NullMarked
package dev.failover.traffic;

import org.jspecify.annotations.NullMarked;
