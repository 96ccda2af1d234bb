/** What the status page shows, as values: pure, and without a server. */
@NullMarked
package dev.failover.agent.page.model;

import org.jspecify.annotations.NullMarked;
