package dev.failover.webhook;

import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.time.TimeSource;
import dev.failover.webhook.Preset.Use;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says notifications by one request each to a channel over HTTP, in the form of a {@link WebhookPreset} or one of the user's.
 *
 * <p>A channel that can recognise a repeated notification does: Matrix, PagerDuty, ntfy, Alertmanager, and a receiver that heeds
 * {@code webhook-id}. At PagerDuty and Alertmanager, the notification that something is over closes what the one about its beginning
 * opened. Thread-safe.
 *
 * <p>URL, token, receiver, headers and key show in no message, log or {@code toString} of this class; the host does.
 */
public final class WebhookNotifier implements Notifier, Inspectable {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;

    private final WebhookPreset name;
    private final Preset preset;
    private final String base;
    private final URI site;
    private final String method;
    private final Object body;
    private final Map<String, Secret> headers;
    private final Map<String, String> settings;
    private final @Nullable Signature signature;
    private final Answers answers;
    private final HttpCaller caller;
    private final TimeSource time;

    private WebhookNotifier(Builder builder, String base, URI site) {
        name = builder.preset;
        preset = name.data;
        this.base = base;
        this.site = site;
        method = builder.method == null ? preset.method : builder.method;
        body = builder.wholeBody();
        headers = Map.copyOf(builder.headers);
        settings = new LinkedHashMap<>();
        settings.put("token", builder.token == null ? "" : builder.token.reveal());
        settings.put("to", builder.to == null ? "" : builder.to.reveal());
        signature = builder.signature;
        answers = new Answers(
                site.getHost(),
                builder.success.isEmpty() ? preset.success : builder.success,
                preset.sign,
                preset.suspects,
                builder.secrets(base, site));
        caller = HttpCaller.create(builder.trustStore);
        time = builder.time;
    }

    /** A builder; {@code url} is required, and what the preset needs. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Sends the request, once.
     *
     * @throws RejectedException if the channel refused it; the message begins with the setting to look at
     * @throws UnavailableException if no answer came, or one that says "later", or one that is not the channel's own. The notification
     *     may have been accepted all the same if it was the answer that got lost.
     */
    @Override
    public void send(Notification notification, Duration timeout) throws InterruptedException {
        Instant now = time.instant();
        Map<String, Object> values = new LinkedHashMap<>(Values.of(notification, preset, now));
        values.putAll(settings);
        Object filled = Template.fill(body, notification.severity(), values);
        String text = filled instanceof List<?> list ? Json.write(list) : Json.write(asObject(filled));
        HttpCall call = HttpCall.of(method, uri(preset.path, values)).body("application/json", text);
        call = withHeaders(call, values);
        if (signature != null) {
            call = signature.sign(call, Notification.key(notification.id()), now, text);
        }
        Optional<ComponentException> failure = answers.failure(caller.call(call, timeout), time.instant());
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> asObject(Object filled) {
        return (Map<String, ?>) filled;
    }

    private HttpCall withHeaders(HttpCall unadorned, Map<String, ?> values) {
        HttpCall call = unadorned;
        for (Map.Entry<String, String> header : preset.headers.entrySet()) {
            call = call.header(header.getKey(), Template.text(header.getValue(), values, UnaryOperator.identity()));
        }
        String token = settings.getOrDefault("token", "");
        if (preset.bearer && !token.isEmpty()) {
            call = call.bearer(Secret.of(token));
        }
        for (Map.Entry<String, Secret> header : headers.entrySet()) {
            call = call.header(header.getKey(), header.getValue().reveal());
        }
        return call;
    }

    private URI uri(String path, Map<String, ?> values) {
        // A colon may stand in a path, and Telegram's tokens and Matrix' rooms have one.
        return URI.create(base
                + Template.text(path, values, value -> ApiRequest.encoded(value).replace("%3A", ":")));
    }

    /** Reaches the channel without sending anything; says so where it can't tell whether the settings are right. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        String subject = name + " at " + site.getHost();
        List<Finding> findings = new ArrayList<>();
        findings.add(reach(subject, timeout));
        if (site.getScheme().equals("http")) {
            findings.add(Finding.warning(
                    subject, "url is not https: everybody on the way sees what is sent, and the secrets in it"));
        }
        return List.copyOf(findings);
    }

    private Finding reach(String subject, Duration timeout) throws InterruptedException {
        boolean asks = !preset.probe.isEmpty();
        URI probed = preset.probe.equals("{url}") ? URI.create(base) : asks ? uri(preset.probe, settings) : site;
        try {
            HttpReply reply = caller.call(withHeaders(HttpCall.of("GET", probed), blankHeaders()), timeout);
            int status = reply.status();
            if (status >= SERVER_ERROR) {
                return Finding.warning(subject, "it is reached, but in trouble: it answers HTTP " + status);
            }
            if (asks && Set.of(400, UNAUTHORIZED, FORBIDDEN, NOT_FOUND).contains(status)) {
                return Finding.error(
                        subject,
                        answers.failure(reply, time.instant())
                                .map(Throwable::getMessage)
                                .orElse("it answers HTTP " + status));
            }
            return asks && reply.isSuccess()
                    ? Finding.ok(subject, "it is reached, and answers as it should")
                    : Finding.ok(subject, "it is reached; whether the settings are right shows only when one is sent");
        } catch (UnavailableException e) {
            return Finding.error(subject, String.valueOf(e.getMessage()));
        }
    }

    /** A probe is about no notification. */
    private Map<String, String> blankHeaders() {
        Map<String, String> values = new LinkedHashMap<>(settings);
        values.put("key", "probe");
        return values;
    }

    @Override
    public Set<String> hosts() {
        return Set.of(site.getHost());
    }

    /** Calls under way are cancelled. Idempotent. */
    @Override
    public void close() {
        caller.close();
    }

    /** The preset and the host; nothing else. */
    @Override
    public String toString() {
        return "WebhookNotifier[preset=" + name + ", at=" + site + "]";
    }

    /** Composes a notifier; reports everything that is wrong at once. Not thread-safe. */
    public static final class Builder {
        private static final Pattern METHOD = Pattern.compile("POST|PUT|PATCH");
        private static final Pattern STATUS = Pattern.compile("2\\d\\d");
        private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
        private static final Set<String> NOT_THE_USERS =
                Set.of("host", "content-length", "content-type", "transfer-encoding", "connection");

        private static final int SHORTEST_SECRET = 10;

        private WebhookPreset preset = WebhookPreset.GENERIC;
        private @Nullable Secret url;
        private @Nullable Secret token;
        private @Nullable Secret to;
        private @Nullable String method;
        private final Set<Integer> success = new TreeSet<>();
        private final Map<String, Secret> headers = new LinkedHashMap<>();
        private final BodyMembers body = new BodyMembers();
        private @Nullable Signature signature;
        private @Nullable TrustStore trustStore;
        private TimeSource time = TimeSource.system();

        private Builder() {}

        /** Whose form requests have; {@link WebhookPreset#GENERIC} by default. */
        public Builder preset(WebhookPreset form) {
            preset = form;
            return this;
        }

        /**
         * Where the channel is: the webhook's whole URL, or for a preset with a token the server's.
         *
         * @throws IllegalArgumentException unless it is an http or https URL with a host, without user and fragment
         */
        public Builder url(Secret secret) {
            parse(secret.reveal());
            url = secret;
            return this;
        }

        /**
         * What proves who asks.
         *
         * @throws IllegalArgumentException if it holds anything but visible ASCII
         */
        public Builder token(Secret secret) {
            token = HttpCall.requireSendable(secret);
            return this;
        }

        /** Whom to tell: the topic (ntfy), the user's or group's key (Pushover), the chat (Telegram), the room (Matrix). */
        public Builder to(Secret receiver) {
            to = receiver;
            return this;
        }

        /**
         * The request's method; {@code POST} by default. For {@link WebhookPreset#GENERIC} only.
         *
         * @throws IllegalArgumentException unless it is POST, PUT or PATCH
         */
        public Builder method(String verb) {
            if (!METHOD.matcher(verb).matches()) {
                throw new IllegalArgumentException("must be POST, PUT or PATCH, not \"" + verb + "\"");
            }
            method = verb;
            return this;
        }

        /**
         * The statuses of a success, if not all from 200 to 299. For {@link WebhookPreset#GENERIC} only.
         *
         * @throws IllegalArgumentException if one is not from 200 to 299
         */
        public Builder success(List<String> statuses) {
            for (String status : statuses) {
                if (!STATUS.matcher(status).matches()) {
                    throw new IllegalArgumentException("must be statuses from 200 to 299, not \"" + status + "\"");
                }
                success.add(Integer.valueOf(status));
            }
            return this;
        }

        /**
         * One more header of each request. Its value is kept as a secret.
         *
         * @throws IllegalArgumentException if the name or the value can't be sent, or is not the user's to choose
         */
        public Builder header(String named, Secret value) {
            if (!HEADER.matcher(named).matches() || NOT_THE_USERS.contains(named.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("is no header that can be set");
            }
            if (!value.reveal().chars().allMatch(c -> c >= ' ' && c < 127)) {
                throw new IllegalArgumentException("must be printable ASCII");
            }
            headers.put(named, value);
            return this;
        }

        /**
         * One value of the body, beside those of the preset or instead of one of them; {@link WebhookPreset#GENERIC} has only these as
         * soon as there is one.
         *
         * @param path the names of members with full stops between them, the indices of lists among them: {@code to.0.name}
         * @param value a number, {@code true}, {@code false} or a text; the blanks of a text, such as {@code {title}}, are filled
         * @throws IllegalArgumentException if a value has no place beside another, or a blank is unknown
         */
        public Builder body(String path, String value) {
            body.put(path, value);
            return this;
        }

        /**
         * Signs each request, so that a receiver knows who sent it and when. For {@link WebhookPreset#GENERIC} only.
         *
         * @throws IllegalArgumentException unless it is {@code whsec_} and 24 to 64 bytes in base64
         */
        public Builder signingKey(Secret key) {
            signature = Signature.by(key);
            return this;
        }

        /** Which certificate authorities to trust; the JDK's by default. */
        public Builder trustStore(TrustStore trusted) {
            trustStore = trusted;
            return this;
        }

        /** What time it is; the machine's own unless set. */
        public Builder time(TimeSource source) {
            time = source;
            return this;
        }

        /** @throws InvalidSettingsException if something is missing, or given without a place in the preset's requests */
        public WebhookNotifier build() {
            boolean generic = preset == WebhookPreset.GENERIC;
            Problems problems = new Problems();
            if (preset.data.home.isEmpty()) {
                problems.present(url, "url", "where the channel is");
            }
            use(problems, preset.data.token, token, "token");
            use(problems, preset.data.to, to, "to");
            problems.unless(generic || method == null, "method", "is given by the preset " + preset)
                    .unless(generic || success.isEmpty(), "success", "is given by the preset " + preset)
                    .unless(generic || signature == null, "signing-key", "has no use with the preset " + preset)
                    .unless(
                            body.isEmpty() || preset.data.body instanceof Map,
                            "body",
                            "is given by the preset " + preset)
                    .throwIfAny();
            String given = url == null ? preset.data.home : url.reveal();
            String spelled = preset.data.spelling.apply(given);
            String base = preset.data.path.isEmpty() ? spelled : spelled.replaceFirst("/+$", "");
            URI whole = parse(base);
            URI site = URI.create(whole.getScheme() + "://" + whole.getRawAuthority());
            return new WebhookNotifier(this, base, site);
        }

        private void use(Problems problems, Use use, @Nullable Secret value, String key) {
            if (use == Use.REQUIRED) {
                problems.present(value, key, "the preset " + preset + " needs it");
            }
            problems.unless(use != Use.NONE || value == null, key, "has no use with the preset " + preset);
        }

        @SuppressWarnings("unchecked")
        private Object wholeBody() {
            if (body.isEmpty()) {
                return preset.data.body;
            }
            return preset == WebhookPreset.GENERIC ? body.alone() : body.over((Map<String, Object>) preset.data.body);
        }

        private List<Secret> secrets(String base, URI site) {
            List<Secret> all = new ArrayList<>(headers.values());
            String tail = base.substring(site.toString().length()).replaceFirst("^/", "");
            // What is shorter is a word, such as a server's own path, and would be masked wherever it is said.
            if (tail.length() >= SHORTEST_SECRET) {
                all.add(Secret.of(tail));
            }
            for (Secret secret : new Secret[] {url, token, to}) {
                if (secret != null) {
                    all.add(secret);
                }
            }
            return all;
        }

        private static URI parse(String text) {
            try {
                URI uri = new URI(text);
                String scheme = String.valueOf(uri.getScheme());
                if ((scheme.equals("https") || scheme.equals("http"))
                        && uri.getHost() != null
                        && uri.getPort() != 0
                        && uri.getPort() <= 65_535
                        && uri.getRawUserInfo() == null
                        && uri.getRawFragment() == null) {
                    return uri;
                }
            } catch (URISyntaxException e) {
                // Said below, without the parser's own words, which repeat the text.
            }
            throw new IllegalArgumentException("must be an http or https URL with a host, without user and fragment");
        }
    }
}
