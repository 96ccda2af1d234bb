package dev.failover.agent.drill;

import dev.failover.component.Excerpt;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A drill as it begins.
 *
 * @param drill its name: a label of DNS
 * @param by who has it made
 * @param version of this program
 * @param configuration SHA-256 of the configuration's file, in hexadecimal digits
 */
public record Begun(String drill, String by, Instant at, String version, String configuration) {
    /** One that begins now, under a name of its own. */
    public static Begun now(InstantSource time, String by, String version, String configuration) {
        Instant at = time.instant();
        return new Begun(DrillNames.newId(at, new SecureRandom()), Excerpt.of(by), at, version, configuration);
    }
}
