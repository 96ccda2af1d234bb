/** Facts as HTML, SVG and Atom: pure functions, which escape by construction. */
@NullMarked
package dev.failover.agent.page.html;

import org.jspecify.annotations.NullMarked;
