package dev.failover;

import dev.failover.decision.Decision;
import java.util.concurrent.CompletableFuture;

/**
 * What comes of a human's request for a switch. Neither future has a deadline of its own: {@link CompletableFuture#orTimeout} gives it
 * one, and calls nothing off.
 *
 * @param decided the answer, once it is journalled and under way, or refused. Exceptionally: {@link
 *     dev.failover.component.InvalidSettingsException} if there is no such service, {@link
 *     dev.failover.component.UnavailableException} if it can't be journalled
 * @param published what is known once every server gives the site that was asked for; at once if it is there already. Exceptionally,
 *     beside what {@code decided} fails with: {@link dev.failover.component.RejectedException} if it was refused, {@link
 *     dev.failover.component.ConflictException} if another decision came in between, {@link
 *     dev.failover.component.UnavailableException} once writing has failed so often that humans are told; it is tried on all the same
 */
public record RequestedSwitch(CompletableFuture<Decision> decided, CompletableFuture<ServiceStatus> published) {}
