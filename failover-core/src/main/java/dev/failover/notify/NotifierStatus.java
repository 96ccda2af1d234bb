package dev.failover.notify;

import java.time.Instant;
import java.util.Optional;

/**
 * How a notifier gets on with what it is to say. Immutable.
 *
 * @param notifier its name
 * @param waiting how many notifications it has still to say
 * @param oldest since when the oldest of them has waited; empty if none does
 * @param delivered how many it has said since the process began
 * @param failed how many attempts failed since the process began, refusals included
 */
public record NotifierStatus(String notifier, int waiting, Optional<Instant> oldest, long delivered, long failed) {}
