/** What an operator installs, tried as it is delivered. */
package dev.failover.dist;
