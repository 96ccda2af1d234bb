/** The traffic switch {@code ovh-ip}: an Additional IP of OVHcloud. */
@NullMarked
package dev.failover.ovh.ip;

import org.jspecify.annotations.NullMarked;
