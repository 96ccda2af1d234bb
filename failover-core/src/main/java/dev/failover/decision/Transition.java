package dev.failover.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A switch decided and not yet seen at every server of its zones.
 *
 * @param from the site left
 * @param decidedAt when it was decided
 * @param failingSince when the first of the failed checks behind the decision was started; empty unless a failover
 * @param predicted how long it should take from {@code failingSince}, or from the decision, to being published
 */
public record Transition(
        String from, Instant decidedAt, Optional<Instant> failingSince, Optional<Duration> predicted) {}
