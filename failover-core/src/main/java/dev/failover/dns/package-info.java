/** DNS providers, record sets and their changes, a zone's own servers, and where a site's address comes from. */
@NullMarked
package dev.failover.dns;

import org.jspecify.annotations.NullMarked;
