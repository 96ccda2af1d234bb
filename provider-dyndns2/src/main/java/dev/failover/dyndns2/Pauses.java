package dev.failover.dyndns2;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Until when a vendor is left alone, as a whole or about one name, whoever wants to send what: it blocks who goes on. Thread-safe.
 */
final class Pauses {
    /** About the whole account. */
    static final String ALL = "";

    private final TimeSource time;
    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

    private record Pause(long end, boolean rejected, String message) {}

    Pauses(TimeSource time) {
        this.time = time;
    }

    /** @throws ComponentException what was said then, as long as it lasts */
    void requireNone(String host) {
        requireOver(ALL);
        requireOver(host);
    }

    private void requireOver(String about) {
        Pause pause = pauses.get(about);
        if (pause == null) {
            return;
        }
        Duration left = Duration.ofNanos(pause.end() - time.nanoTime());
        if (left.isNegative() || left.isZero()) {
            pauses.remove(about, pause);
        } else if (pause.rejected()) {
            throw new RejectedException(pause.message());
        } else {
            throw new UnavailableException(pause.message(), null, left);
        }
    }

    /**
     * Begins one.
     *
     * @param why a sentence
     * @return what says so
     */
    ComponentException begin(String about, boolean rejected, String why, Duration length) {
        Instant end = time.instant().plus(length).truncatedTo(ChronoUnit.SECONDS);
        String message = why + " Nothing more is sent there before " + end + ".";
        pauses.put(about, new Pause(time.nanoTime() + length.toNanos(), rejected, message));
        return rejected ? new RejectedException(message) : new UnavailableException(message, null, length);
    }
}
