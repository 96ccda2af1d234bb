/**
 * A {@link dev.failover.Failover} as a part of an application of Spring Boot, composed of properties that begin with {@code failover.} and
 * of the application's own beans. All but what is public here is found by Boot itself.
 */
@NullMarked
package dev.failover.spring;

import org.jspecify.annotations.NullMarked;
