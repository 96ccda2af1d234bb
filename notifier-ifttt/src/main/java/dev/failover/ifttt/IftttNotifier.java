package dev.failover.ifttt;

import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.http.BaseUrl;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says notifications by firing an event of the IFTTT service Webhooks, for which the user has an applet.
 *
 * <p>IFTTT's answer says that it accepted the event, not that an applet exists for it, ran, or reached anybody. It has no
 * means to recognise a repetition: a notification sent again is said again. Thread-safe.
 *
 * <p>The key is part of the URL. It shows in no message, log or {@code toString} of this class.
 */
public final class IftttNotifier implements Notifier, Inspectable {
    private final String event;
    private final URI baseUrl;
    private final IftttFormat format;
    private final URI trigger;
    private final IftttAnswer answers;
    private final HttpCaller caller;
    private final TimeSource time;

    private IftttNotifier(
            String event,
            Secret key,
            URI baseUrl,
            IftttFormat format,
            @Nullable TrustStore trustStore,
            TimeSource time) {
        this.event = event;
        this.baseUrl = baseUrl;
        this.format = format;
        this.trigger = URI.create(baseUrl + format.path(event) + key.reveal());
        this.answers = new IftttAnswer(baseUrl.getHost(), key);
        this.caller = HttpCaller.create(trustStore);
        this.time = time;
    }

    /** A builder; {@code event} and {@code key} are required. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Fires the event, once.
     *
     * @throws RejectedException if IFTTT refused it: wrong key (401), no such trigger (404), not understood (400)
     * @throws UnavailableException if no answer came, or one that says "later" (429, with what {@code Retry-After} says, or 5xx).
     *     The event may have been accepted all the same if it was the answer that got lost.
     */
    @Override
    public void send(Notification notification, Duration timeout) throws InterruptedException {
        HttpCall call = HttpCall.of("POST", trigger).body("application/json", Json.write(format.body(notification)));
        Optional<ComponentException> failure = answers.failure(caller.call(call, timeout), time.instant());
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Reaches IFTTT without firing anything; whether it knows the key and the event can't be found out without. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        String subject = "IFTTT event " + event;
        List<Finding> findings = new ArrayList<>();
        if (baseUrl.getScheme().equalsIgnoreCase("http")) {
            findings.add(Finding.warning(
                    subject, "base-url is not https: everybody on the way to " + baseUrl.getHost() + " sees the key"));
        }
        findings.add(0, reach(subject, timeout));
        return List.copyOf(findings);
    }

    private Finding reach(String subject, Duration timeout) throws InterruptedException {
        try {
            HttpReply reply = caller.call(HttpCall.of("GET", URI.create(baseUrl + "/")), timeout);
            if (reply.status() >= 500) {
                return Finding.warning(
                        subject, baseUrl.getHost() + " is reached, but in trouble: it answers HTTP " + reply.status());
            }
            return Finding.ok(
                    subject,
                    baseUrl.getHost() + " is reached; its key and its applet show only when the event is fired");
        } catch (UnavailableException e) {
            return Finding.error(subject, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Set<String> hosts() {
        return Set.of(baseUrl.getHost());
    }

    /** Calls under way are cancelled. Idempotent. */
    @Override
    public void close() {
        caller.close();
    }

    /** The event and the host; not the key. */
    @Override
    public String toString() {
        return "IftttNotifier[event=" + event + ", host=" + baseUrl.getHost() + "]";
    }

    /** Composes a notifier; reports everything that is wrong at once. Not thread-safe. */
    public static final class Builder {
        /** What is safe in a URL as it stands; IFTTT itself asks for letters, digits and underscores. */
        private static final Pattern EVENT = Pattern.compile("[A-Za-z0-9_-]{1,100}");

        private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,200}");

        private @Nullable String event;
        private @Nullable Secret key;
        private URI baseUrl = URI.create("https://maker.ifttt.com");
        private IftttFormat format = IftttFormat.VALUES;
        private @Nullable TrustStore trustStore;

        private TimeSource time = TimeSource.system();

        private Builder() {}

        /**
         * The name of the event, as the applet's trigger has it.
         *
         * @throws IllegalArgumentException unless it has 1 to 100 letters, digits, underscores and hyphens
         */
        public Builder event(String name) {
            if (!EVENT.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "must be 1 to 100 letters (a to z), digits, underscores or hyphens, not \"" + name + "\"");
            }
            event = name;
            return this;
        }

        /**
         * The key of the account's service Webhooks.
         *
         * @throws IllegalArgumentException if it is a whole URL, or anything else than letters, digits, underscores and hyphens
         */
        public Builder key(Secret secret) {
            String text = secret.reveal();
            if (text.contains("/")) {
                throw new IllegalArgumentException(
                        "must be the key alone, which is what follows \"/with/key/\" in the webhook's URL, not a URL");
            }
            if (!KEY.matcher(text).matches()) {
                throw new IllegalArgumentException("must be 1 to 200 letters (a to z), digits, underscores or hyphens");
            }
            key = secret;
            return this;
        }

        /**
         * Where the service is; {@code https://maker.ifttt.com} by default.
         *
         * @throws IllegalArgumentException unless it is an http or https URL without user, query and fragment
         */
        public Builder baseUrl(URI url) {
            URI base = BaseUrl.parse(url.toString());
            if (base.getRawPath().contains("/trigger/")) {
                throw new IllegalArgumentException(
                        "must be the service's address alone, without \"/trigger/\" and what follows");
            }
            baseUrl = base;
            return this;
        }

        /** What the event carries; {@link IftttFormat#VALUES} by default. */
        public Builder format(IftttFormat carried) {
            format = carried;
            return this;
        }

        /** Which certificate authorities to trust; the JDK's by default. */
        public Builder trustStore(TrustStore trusted) {
            trustStore = trusted;
            return this;
        }

        /** What time it is, where an answer names one to try again at; the machine's own unless set. */
        public Builder time(TimeSource source) {
            time = source;
            return this;
        }

        /** @throws InvalidSettingsException if {@code event} or {@code key} is missing */
        public IftttNotifier build() {
            new Problems()
                    .present(event, "event", "the event's name, as the applet's trigger has it")
                    .present(key, "key", "it is on the documentation page of the IFTTT service Webhooks")
                    .throwIfAny();
            return new IftttNotifier(
                    Objects.requireNonNull(event), Objects.requireNonNull(key), baseUrl, format, trustStore, time);
        }
    }
}
