package dev.failover.internal.notify;

import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Remembers what it said, and fails as it is told to. */
final class FakeNotifier implements Notifier {
    final List<Notification> said = new ArrayList<>();
    int attempts;
    /** What to throw at a notification; null to say it. */
    Function<Notification, @Nullable RuntimeException> fault = notification -> null;

    @Override
    public void send(Notification notification, Duration timeout) {
        attempts++;
        RuntimeException failure = fault.apply(notification);
        if (failure != null) {
            throw failure;
        }
        said.add(notification);
    }

    List<String> saidIds() {
        return said.stream().map(Notification::id).toList();
    }
}
