/** The status page: what keeps its facts, serves it, acts by it and puts it elsewhere as files. */
@NullMarked
package dev.failover.agent.page;

import org.jspecify.annotations.NullMarked;
