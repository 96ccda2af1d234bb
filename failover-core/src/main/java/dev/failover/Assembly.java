package dev.failover;

import dev.failover.component.UnavailableException;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.internal.journal.SnapshotStateStore;
import dev.failover.internal.notify.Outbox;
import dev.failover.internal.notify.Speakers;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.internal.watch.References;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.time.Scheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what a {@link Failover} works with, and closes it with it: what it was not given. */
final class Assembly implements AutoCloseable {
    /** The voice of what is assembled. */
    private static final Logger log = LoggerFactory.getLogger(Failover.class);

    private final Mode mode;
    private final Speakers speakers;
    private final Duration groupWait;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final Scheduler time;
    private @Nullable StateDirectory state;
    private @Nullable Outbox outbox;

    Assembly(@Nullable Scheduler given, Mode mode, Speakers speakers, Duration groupWait) {
        this.mode = mode;
        this.speakers = speakers;
        this.groupWait = groupWait;
        this.time = given != null ? given : own(Scheduler.system());
    }

    private <T extends AutoCloseable> T own(T part) {
        owned.add(part);
        return part;
    }

    Scheduler time() {
        return time;
    }

    StateStore store(@Nullable StateStore given, @Nullable Path directory) {
        if (given != null) {
            return given;
        }
        Path path = Objects.requireNonNull(directory);
        if (mode == Mode.OBSERVE) {
            return own(SnapshotStateStore.read(path));
        }
        StateDirectory opened = own(StateDirectory.open(path));
        state = opened;
        return own(FileStateStore.open(opened));
    }

    /** None for who only observes: it tells nobody. */
    @Nullable
    Outbox outbox(StateStore store) {
        if (mode != Mode.OBSERVE) {
            outbox = own(new Outbox(time, store.notifications(), speakers, groupWait, Outbox.DEFAULT_ATTEMPT_TIMEOUT));
        }
        return outbox;
    }

    @Nullable
    References references(List<String> hosts) {
        if (hosts.isEmpty()) {
            return null;
        }
        References.Builder references = References.builder(time);
        hosts.forEach(references::reference);
        return own(references.build());
    }

    /** None of them holds up what it is told of. */
    List<FailoverListener> queued(List<FailoverListener> listeners) {
        List<FailoverListener> told = new ArrayList<>();
        for (FailoverListener listener : listeners) {
            told.add(own(new QueuedListener(time, listener)));
        }
        return List.copyOf(told);
    }

    /** What is to be done before anything is watched. */
    Runnable first() {
        StateDirectory opened = state;
        Outbox telling = outbox;
        if (opened == null || telling == null) {
            return () -> {};
        }
        Instant now = time.instant();
        return () -> opened.uncleanEnd().ifPresent(who -> tellUncleanEnd(telling, who, now, opened));
    }

    /** What was not watched meanwhile is told by nobody else, and a watcher that ends again and again must not do so in silence. */
    private void tellUncleanEnd(Outbox outbox, String who, Instant now, StateDirectory state) {
        log.warn("The watcher before this one, {}, ended without being stopped", who);
        List<String> everybody = List.copyOf(speakers.names());
        Notification told = new Notification(
                "watcher/unclean-end/" + who,
                now,
                Notification.Severity.WARNING,
                "",
                "the watcher had ended without being stopped, and was started again",
                "It was " + who
                        + ": killed, out of memory, or its machine lost power. Nothing was watched from then until now. Its log may say more.",
                Map.of());
        try {
            if (!everybody.isEmpty()) {
                outbox.post(told, everybody);
            }
            state.uncleanEndTold();
        } catch (UnavailableException e) {
            log.error("A notification could not be written down: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        Closing.all(owned);
    }
}
