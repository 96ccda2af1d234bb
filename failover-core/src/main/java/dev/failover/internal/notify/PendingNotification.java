package dev.failover.internal.notify;

import java.time.Instant;

/**
 * A notification that one notifier has yet to deliver.
 *
 * @param id of the notification
 * @param title of the notification
 * @param posted when it was handed to the outbox
 * @param notifier which is to deliver it
 * @param attempts made by this notifier since the outbox was opened
 * @param lastError why the notifier could not deliver it; empty if it has not failed
 */
public record PendingNotification(
        String id, String title, Instant posted, String notifier, int attempts, String lastError) {}
