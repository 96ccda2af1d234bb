package dev.failover.dns;

import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.TimeSource;

/**
 * One zone at a vendor whose API speaks JSON, and how that is asked. Thread-safe.
 *
 * @param zone in the spelling of {@link ZoneName}
 * @param attempts how often something is tried within one call
 */
public record ZoneApi(String zone, JsonApi api, Attempts attempts, TimeSource time) {}
