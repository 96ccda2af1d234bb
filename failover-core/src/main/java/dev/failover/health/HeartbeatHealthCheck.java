package dev.failover.health;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Secret;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a site to say by itself, again and again, that it is alive: UP if the last time is not longer ago than it may be silent, DOWN if
 * it is. Whoever receives what the site sends calls {@link #beat()}. It asks nobody, so the address does not matter: it is a check of the one
 * site that beats, by {@code Site.Builder.check}.
 *
 * <p>Only silence that was listened to counts. UNKNOWN is what it finds as long as nobody has listened for so long: after it was made, after
 * {@link #deaf}, and after it was itself not asked for more than a third of that time, as happens to a process that stands still. So it needs
 * to be asked more often than that.
 *
 * <p>Thread-safe.
 */
public final class HeartbeatHealthCheck implements HealthCheck {
    private static final int LOOKS_PER_SILENCE = 3;

    private final Duration silence;
    private final @Nullable Secret token;
    private final TimeSource time;

    private @Nullable Long lastBeat;
    private long listeningSince;
    private long lastAsked;
    private String deafAs = "";

    private HeartbeatHealthCheck(Builder builder, Duration silence) {
        this.silence = silence;
        token = builder.token;
        time = builder.time;
        listeningSince = time.nanoTime();
        lastAsked = listeningSince;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Those that a check is made of, itself included. */
    public static Stream<HeartbeatHealthCheck> in(HealthCheck check) {
        return check instanceof HeartbeatHealthCheck heartbeat
                ? Stream.of(heartbeat)
                : check.parts().stream().flatMap(HeartbeatHealthCheck::in);
    }

    /** The site is alive. */
    public synchronized void beat() {
        lastBeat = time.nanoTime();
    }

    /**
     * The site is alive, if whoever says so knows the token. How much of it is right does not show in the time that this takes.
     *
     * @return whether it is the token; never if this check has none
     */
    public boolean beat(String token) {
        boolean known = this.token != null
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8),
                        this.token.reveal().getBytes(StandardCharsets.UTF_8));
        if (known) {
            beat();
        }
        return known;
    }

    /** From now on nobody would hear the site, so that its silence says nothing. Idempotent. */
    public synchronized void deaf(String why) {
        deafAs = why.isBlank() ? "nobody listens" : why;
    }

    /** From now on the site is heard again. Idempotent. */
    public synchronized void listening() {
        if (!deafAs.isEmpty()) {
            deafAs = "";
            listeningSince = time.nanoTime();
        }
    }

    @Override
    public synchronized Health check(InetAddress address, Duration timeout) {
        long now = time.nanoTime();
        Duration unasked = Duration.ofNanos(now - lastAsked);
        lastAsked = now;
        if (!deafAs.isEmpty()) {
            return Health.unknown("can't be heard: " + deafAs);
        }
        if (unasked.multipliedBy(LOOKS_PER_SILENCE).compareTo(silence) > 0) {
            listeningSince = now;
        }
        Optional<Duration> ago = Optional.ofNullable(lastBeat).map(beat -> Duration.ofNanos(now - beat));
        if (ago.filter(since -> since.compareTo(silence) <= 0).isPresent()) {
            return Health.up("heartbeat " + told(ago.get()) + " ago");
        }
        Duration listened = Duration.ofNanos(now - listeningSince);
        String last = ago.map(since -> "no heartbeat for " + told(since)).orElse("no heartbeat yet");
        return listened.compareTo(silence) <= 0
                ? Health.unknown("%s; listening for %s of the %s that count"
                        .formatted(last, told(listened), Durations.format(silence)))
                : Health.down("%s; it may be silent for %s".formatted(last, Durations.format(silence)));
    }

    private static String told(Duration duration) {
        return Durations.format(Duration.ofSeconds(duration.toSeconds()));
    }

    @Override
    public String toString() {
        return "heartbeat check: silent for " + Durations.format(silence) + " at most";
    }

    /** Builds a {@link HeartbeatHealthCheck}. Only the silence is needed. Not thread-safe. */
    public static final class Builder {
        private static final Duration SHORTEST = Duration.ofSeconds(3);
        private static final Duration LONGEST = Duration.ofDays(7);
        /** Sixteen characters that somebody drew by lot can't be guessed over any network. */
        private static final int SHORTEST_TOKEN = 16;

        private @Nullable Duration silence;
        private @Nullable Secret token;
        private TimeSource time = TimeSource.system();

        private Builder() {}

        /** For how long the site may be silent, from 3 s to 7 d: three times as long as it waits between two heartbeats, say. Required. */
        public Builder silence(Duration silence) {
            if (silence.compareTo(SHORTEST) < 0 || silence.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("must be from 3s to 7d, not " + Durations.format(silence));
            }
            this.silence = silence;
            return this;
        }

        /** What whoever beats must know, where others could; at least 16 characters. By default nothing. */
        public Builder token(Secret token) {
            if (token.reveal().length() < SHORTEST_TOKEN) {
                throw new IllegalArgumentException(
                        "must have at least " + SHORTEST_TOKEN + " characters, drawn by lot");
            }
            this.token = token;
            return this;
        }

        /** What silence is measured by; the machine's own unless set. */
        public Builder time(TimeSource time) {
            this.time = time;
            return this;
        }

        /**
         * The check, which listens from now on.
         *
         * @throws InvalidSettingsException if the silence is missing
         */
        public HeartbeatHealthCheck build() {
            Duration wanted = silence;
            if (wanted == null) {
                throw new InvalidSettingsException(
                        "silence", "is required: for how long may it be silent? Three times its interval, like 90s");
            }
            return new HeartbeatHealthCheck(this, wanted);
        }
    }
}
