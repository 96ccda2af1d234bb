/** What every component is made of: factories and how they are found, settings, secrets, the error family. */
@NullMarked
package dev.failover.component;

import org.jspecify.annotations.NullMarked;
