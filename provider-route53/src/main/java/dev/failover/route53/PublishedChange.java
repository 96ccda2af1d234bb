package dev.failover.route53;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.route53.Refusal.Reason;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.GetChangeRequest;

/** Waits until a change that was accepted is published: {@code INSYNC} on all of Route 53's servers. Thread-safe. */
final class PublishedChange {
    private final Route53Api api;
    private final Attempts attempts;
    private final Unpublished unpublished;

    PublishedChange(Route53Api api, Attempts attempts, Unpublished unpublished) {
        this.api = api;
        this.attempts = attempts;
        this.unpublished = unpublished;
    }

    /** Ids come with {@code /change/} before them, and are asked after without. */
    static String bareId(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /** @param whole the time the call was given, for its message */
    void await(String id, Deadline deadline, Duration whole) throws InterruptedException {
        try {
            attempts.await(deadline, within -> isInSync(id, within) ? Optional.of(id) : Optional.empty());
        } catch (UnavailableException e) {
            String why = e.getCause() == null
                    ? ""
                    : " (the latest look: " + e.getCause().getMessage() + ")";
            throw new UnavailableException(
                    "Route 53 accepted the change as %s, but it is not INSYNC within %s%s; it will be, and the same call made again waits for it."
                            .formatted(id, Durations.format(whole), why),
                    e.getCause());
        }
        unpublished.published(id);
    }

    private boolean isInSync(String id, Deadline deadline) throws InterruptedException {
        Answer<ChangeInfo> answer = api.call(
                Action.GET_CHANGE,
                deadline,
                (client, settings) -> client.getChange(GetChangeRequest.builder()
                                .overrideConfiguration(settings)
                                .id(id)
                                .build())
                        .changeInfo());
        if (answer instanceof Answer.Refused<ChangeInfo> refused) {
            if (refused.refusal().reason() == Reason.NO_SUCH_CHANGE) {
                unpublished.forgotten(id);
            }
            throw new RejectedException(
                    "Route 53 accepted the change as %s, but whether it is published can't be told: %s"
                            .formatted(id, refused.exception().getMessage()),
                    refused.exception());
        }
        ChangeInfo change = answer.orThrow();
        if (change == null || change.status() == null) {
            throw api.unexpected(Action.GET_CHANGE);
        }
        return change.status() == ChangeStatus.INSYNC;
    }
}
