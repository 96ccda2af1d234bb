package dev.failover.internal.coordination;

import dev.failover.decision.VoteCount.Vote;
import java.time.Duration;

/**
 * What a watcher says of one site.
 *
 * @param lasting for how long it has said so, when it wrote that
 * @param why what the latest check found, or why it abstains; short
 */
public record Word(Vote.Says says, Duration lasting, String why) {}
