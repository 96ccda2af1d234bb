package dev.failover.testkit;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.Secret;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smallest notifier with a typed builder. */
record Pager(URI url, Secret key, int priority) implements Notifier {
    @Override
    public void send(Notification notification, Duration timeout) {}

    static final class Builder {
        private @Nullable URI url;
        private @Nullable Secret key;
        private int priority = 1;

        void url(URI url) {
            this.url = url;
        }

        void key(Secret key) {
            this.key = key;
        }

        void priority(int priority) {
            if (priority < 1 || priority > 5) {
                throw new IllegalArgumentException("must be from 1 to 5, not " + priority);
            }
            this.priority = priority;
        }

        Pager build() {
            List<Problem> problems = new ArrayList<>();
            if (url == null) {
                problems.add(new Problem("url", "is required: where the pager service is"));
            }
            if (key == null) {
                problems.add(new Problem("key", "is required: the key of the pager service"));
            }
            if (url == null || key == null) {
                throw new InvalidSettingsException(problems);
            }
            return new Pager(url, key, priority);
        }
    }
}
