package dev.failover.agent.config;

import dev.failover.agent.config.HeartbeatDefinition.Preset;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.http.HttpCall;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what is said of heartbeats. */
final class HeartbeatReader {
    /** Healthchecks may drop what comes more often than five times a minute. */
    private static final Duration SHORTEST = Duration.ofSeconds(15);

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final int HIGHEST_PORT = 65_535;

    private final Faults faults;
    private final Map<String, HeartbeatDefinition> heartbeats = new TreeMap<>();

    HeartbeatReader(Faults faults) {
        this.faults = faults;
    }

    /** Settings as far as they are read. */
    private static final class Draft {
        private Preset preset = Preset.GET;
        private @Nullable Secret url;
        private @Nullable Secret failUrl;
        private @Nullable Secret token;
        private Duration every = Duration.ofMinutes(1);
        private Duration timeout = Duration.ofSeconds(10);
        private @Nullable TrustStore trustStore;

        /** @throws InvalidSettingsException naming all that does not fit together */
        private HeartbeatDefinition build(String name) {
            boolean plain = Set.of(Preset.GET, Preset.POST).contains(preset);
            new Problems()
                    .present(url, "url", "where is to be told that the agent works?")
                    .unless(
                            plain || failUrl == null,
                            "fail-url",
                            "has no use with this preset, which has a form of its own for that")
                    .unless(
                            preset != Preset.GATUS || token != null,
                            "token",
                            "is missing: the external endpoint's, as Gatus' configuration has it")
                    .unless(
                            preset != Preset.HEALTHCHECKS && preset != Preset.UPTIME_KUMA || token == null,
                            "token",
                            "has no use with this preset: the URL is the secret")
                    .unless(timeout.compareTo(every) < 0, "timeout", "must be less than every")
                    .throwIfAny();
            return new HeartbeatDefinition(
                    name,
                    preset,
                    url == null ? Secret.of("http://stand-in.invalid/") : url,
                    Optional.ofNullable(failUrl),
                    Optional.ofNullable(token),
                    every,
                    timeout,
                    Optional.ofNullable(trustStore));
        }
    }

    void read(String name, BlockReader block) {
        if (faults.concern(block.path())) {
            return;
        }
        Draft draft = new Draft();
        try {
            HeartbeatDefinition read = block.all()
                    .reader()
                    .constant("preset", Preset.class, preset -> draft.preset = preset)
                    .secret("url", url -> draft.url = requireUrl(url))
                    .secret("fail-url", url -> draft.failUrl = requireUrl(url))
                    .secret("token", token -> draft.token = HttpCall.requireSendable(token))
                    .duration("every", every -> draft.every = within(every, SHORTEST, LONGEST, "15s to 1d"))
                    .duration(
                            "timeout",
                            timeout ->
                                    draft.timeout = within(timeout, Duration.ofMillis(1), LONGEST_TIMEOUT, "1ms to 1m"))
                    .trustStore(trusted -> draft.trustStore = trusted)
                    .build(() -> draft.build(name));
            heartbeats.put(name, read);
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
    }

    /** Those that were read without a fault. */
    Map<String, HeartbeatDefinition> heartbeats() {
        return Collections.unmodifiableMap(heartbeats);
    }

    private static Duration within(Duration given, Duration least, Duration most, String range) {
        if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
            throw new IllegalArgumentException("must be from " + range);
        }
        return given;
    }

    private static Secret requireUrl(Secret secret) {
        try {
            URI uri = new URI(secret.reveal());
            String scheme = String.valueOf(uri.getScheme());
            if ((scheme.equals("https") || scheme.equals("http"))
                    && uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= HIGHEST_PORT
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null) {
                return secret;
            }
        } catch (URISyntaxException e) {
            // Said below, without the parser's own words, which repeat the text.
        }
        throw new IllegalArgumentException("must be an http or https URL with a host, without user and fragment");
    }
}
