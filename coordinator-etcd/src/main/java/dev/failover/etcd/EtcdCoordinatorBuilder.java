package dev.failover.etcd;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.coordination.Coordinator;
import dev.failover.http.BaseUrl;
import dev.failover.http.HttpCaller;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Composes an {@link EtcdCoordinator}; reports everything that is wrong at once. Not thread-safe. */
public final class EtcdCoordinatorBuilder {
    /** As many records as are asked for at once, each in base64 and with what JSON needs. */
    private static final int LONGEST_ANSWER = EtcdCoordinator.READS_AT_ONCE * 2 * Coordinator.LONGEST_CONTENT;

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9/._-]{1,200}");

    private List<URI> endpoints = List.of();
    private @Nullable String user;
    private @Nullable Secret password;
    private String prefix = "failover/";
    private @Nullable TrustStore trustStore;
    private TimeSource time = TimeSource.system();

    EtcdCoordinatorBuilder() {}

    /**
     * Where the members of one cluster listen to clients, or something that leads to them: {@code https://a.example:2379}.
     *
     * @throws IllegalArgumentException unless each is an http or https URL without user, query and fragment, and none is there twice
     */
    public EtcdCoordinatorBuilder endpoints(List<String> urls) {
        List<URI> parsed = urls.stream().map(BaseUrl::parse).toList();
        if (parsed.isEmpty() || parsed.stream().distinct().count() < parsed.size()) {
            throw new IllegalArgumentException("must be one or more URLs, each of them once");
        }
        endpoints = parsed;
        return this;
    }

    /** Whom to authenticate as; goes with {@code password}. Without, etcd's authentication must be off. */
    public EtcdCoordinatorBuilder user(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("must not be empty");
        }
        user = name;
        return this;
    }

    /** The user's password; goes with {@code user}. */
    public EtcdCoordinatorBuilder password(Secret secret) {
        password = secret;
        return this;
    }

    /**
     * What comes before a service's name in its key; {@code failover/} by default.
     *
     * @throws IllegalArgumentException unless it has 1 to 200 letters, digits, slashes, dots, underscores and hyphens
     */
    public EtcdCoordinatorBuilder prefix(String text) {
        if (!PREFIX.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be 1 to 200 letters (a to z), digits, slashes, dots, underscores or" + " hyphens, not \""
                            + text + "\"");
        }
        prefix = text;
        return this;
    }

    /** Which certificate authorities to trust; the JDK's by default. */
    public EtcdCoordinatorBuilder trustStore(TrustStore trusted) {
        trustStore = trusted;
        return this;
    }

    /** By which clock a call's timeout is measured; the machine's own unless set. */
    public EtcdCoordinatorBuilder time(TimeSource source) {
        time = source;
        return this;
    }

    /** @throws InvalidSettingsException if there is no endpoint, or only one of user and password */
    public EtcdCoordinator build() {
        Problems problems = new Problems()
                .unless(!endpoints.isEmpty(), "endpoints", "is missing: where etcd is, like https://a.example:2379");
        if (user != null) {
            problems.present(password, "password", "it goes with user");
        } else if (password != null) {
            problems.present(user, "user", "it goes with password");
        }
        problems.throwIfAny();
        HttpCaller http = HttpCaller.create(trustStore, LONGEST_ANSWER);
        List<Member> members = endpoints.stream()
                .map(endpoint -> Member.at(endpoint, http, user, password, time))
                .toList();
        return new EtcdCoordinator(new Members(members), prefix, http, time);
    }
}
