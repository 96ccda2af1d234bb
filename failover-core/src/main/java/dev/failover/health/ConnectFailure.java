package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.time.Durations;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;

/** What it means that no connection came about: whose fault it is, in words for a human. */
final class ConnectFailure {
    private ConnectFailure() {}

    /** @param limit after which connecting would have been given up */
    static Health explain(IOException failure, Duration limit) {
        String message = rootMessage(failure);
        String lower = message.toLowerCase(Locale.ROOT);
        if (failure instanceof SocketTimeoutException || lower.contains("timed out")) {
            return timedOut(limit);
        }
        if (lower.contains("unreachable") && !(failure instanceof NoRouteToHostException)) {
            // ENETUNREACH: this machine's own routes lead nowhere near the site, so it was not even asked.
            return Health.unknown("this machine has no route there: " + lower);
        }
        if (lower.contains("refused")) {
            return Health.down("connection refused");
        }
        if (lower.contains("reset") || lower.contains("broken pipe")) {
            return Health.down("connection reset");
        }
        if (failure instanceof NoRouteToHostException) {
            return Health.down("no route to host");
        }
        if (failure instanceof ConnectException) {
            return Health.down("no connection: " + Excerpt.of(message));
        }
        // No ports, no descriptors, forbidden by a local filter: it never left this machine.
        return Health.unknown("this machine could not connect: " + Excerpt.of(message));
    }

    static Health timedOut(Duration limit) {
        return Health.down("no answer within " + Durations.format(limit) + ": no connection");
    }

    /** OkHttp wraps what the socket said into a sentence of its own. */
    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
