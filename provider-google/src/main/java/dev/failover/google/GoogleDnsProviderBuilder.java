package dev.failover.google;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.TrustStore;
import dev.failover.dns.ZoneApi;
import dev.failover.dns.ZoneName;
import dev.failover.http.BaseUrl;
import dev.failover.http.GrantedToken;
import dev.failover.http.HttpCaller;
import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link GoogleDnsProvider}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not thread-safe.
 */
public final class GoogleDnsProviderBuilder {
    private @Nullable String zone;
    private @Nullable String managedZone;
    private @Nullable String project;
    private @Nullable ServiceAccountKey key;
    private URI endpoint = BaseUrl.parse("https://dns.googleapis.com/dns/v1");
    private @Nullable TrustStore trustStore;
    private TimeSource time = TimeSource.system();

    GoogleDnsProviderBuilder() {}

    /** The zone's name in DNS: {@code beerus.fr}. Required. */
    public GoogleDnsProviderBuilder zone(String zone) {
        this.zone = ZoneName.parse(zone);
        return this;
    }

    /** The zone's name at Google: {@code beerus-fr}. Required. */
    public GoogleDnsProviderBuilder managedZone(String managedZone) {
        if (!managedZone.matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    "must be a managed zone's name, as the list of zones shows it: beerus-fr");
        }
        this.managedZone = managedZone;
        return this;
    }

    /** The id of the project that the zone is in; the service account's unless set. */
    public GoogleDnsProviderBuilder project(String project) {
        if (!project.matches("([a-z0-9.-]+:)?[a-z][-a-z0-9]{4,28}[a-z0-9]")) {
            throw new IllegalArgumentException("must be a project's id, like beerus-123456");
        }
        this.project = project;
        return this;
    }

    /** The service account's key, the JSON file that Google hands out. Required. Read now. */
    public GoogleDnsProviderBuilder keyFile(Path file) {
        key = ServiceAccountKey.read(file);
        return this;
    }

    /** The API's base URL; Google's own unless set. */
    public GoogleDnsProviderBuilder endpoint(String endpoint) {
        this.endpoint = BaseUrl.parse(endpoint);
        return this;
    }

    /** Which certificate authorities to trust instead of the JDK's. */
    public GoogleDnsProviderBuilder trustStore(TrustStore trustStore) {
        this.trustStore = trustStore;
        return this;
    }

    /** What time it is, for tokens, deadlines and pauses; the machine's own unless set. */
    public GoogleDnsProviderBuilder time(TimeSource time) {
        this.time = time;
        return this;
    }

    /**
     * Makes the provider; asks nobody anything.
     *
     * @throws InvalidSettingsException naming all that is missing
     */
    public GoogleDnsProvider build() {
        new Problems()
                .present(zone, "zone", "the zone's name, like beerus.fr")
                .present(managedZone, "managed-zone", "the zone's name at Google, like beerus-fr")
                .present(key, "key-file", "the service account's key, a file in JSON")
                .throwIfAny();
        ServiceAccountKey account = Objects.requireNonNull(key);
        String managed = Objects.requireNonNull(managedZone);
        String name = Objects.requireNonNull(zone);
        HttpCaller http = HttpCaller.create(trustStore);
        GrantedToken token = new GrantedToken(
                account.tokenUrl(),
                "token_uri in key-file",
                "key-file, whose key may have been deleted, and this machine's clock",
                () -> account.request(time.instant()),
                http,
                time);
        Attempts attempts = Attempts.twice(time);
        JsonApi api = new JsonApi(http, endpoint, new GoogleDialect(token, account.email(), managed), attempts, time);
        return new GoogleDnsProvider(
                new ZoneApi(name, api, attempts, time),
                project == null ? account.project() : project,
                managed,
                account.email());
    }
}
