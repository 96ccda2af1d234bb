package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Whether a channel to humans goes through what it is to tell about, and, if asked, whether it takes a notification. */
final class ChannelInspection {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String subject;
    private final String name;
    private final Notifier notifier;
    private final Configuration configuration;
    private final InstantSource time;

    ChannelInspection(String name, Notifier notifier, Configuration configuration, InstantSource time) {
        this.subject = "notifier " + name;
        this.name = name;
        this.notifier = notifier;
        this.configuration = configuration;
        this.time = time;
    }

    /** One line for each way in which it depends on what may fail. */
    List<Finding> dependence() throws InterruptedException {
        return new SharedFate(configuration)
                .of(notifier.hosts(), notifier.mailDomains()).stream()
                        .map(
                                what -> Finding.warning(
                                        subject,
                                        what
                                                + ": it may be down when there is something to tell; have another notifier beside it"))
                        .toList();
    }

    /** Sends one notification, which says that it is a test. */
    List<Finding> test() throws InterruptedException {
        Instant now = time.instant();
        Notification test = new Notification(
                "check/" + name + "/" + now.toEpochMilli(),
                now,
                Notification.Severity.INFO,
                "",
                "failover: a test of the notifier " + name,
                "Somebody ran a check. There is nothing to do.",
                Map.of());
        try {
            notifier.send(test, TIMEOUT);
            return List.of(Finding.ok(subject, "took a test notification; see that it arrives"));
        } catch (ComponentException e) {
            return List.of(
                    Finding.error(subject, "did not take a test notification: " + Excerpt.of(e.getMessage(), 500)));
        }
    }
}
