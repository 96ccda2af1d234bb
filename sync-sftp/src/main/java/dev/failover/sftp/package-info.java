/** Mirrors directories to any SSH server with the sftp subsystem, in pure Java. */
@NullMarked
package dev.failover.sftp;

import org.jspecify.annotations.NullMarked;
