package dev.failover.dyndns2;

import static java.util.Objects.requireNonNull;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.ZoneName;
import dev.failover.http.BaseUrl;
import dev.failover.http.HttpCaller;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link DynDns2DnsProvider}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not thread-safe.
 */
public final class DynDns2DnsProviderBuilder {
    /** What OVH's page calls several minutes. */
    private static final Duration USUAL = Duration.ofMinutes(10);

    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofHours(1);
    private static final int MAX_BODY_BYTES = 1 << 16;
    private static final Set<String> HERE = Set.of("127.0.0.1", "[::1]", "localhost");

    private @Nullable String zone;
    private @Nullable DynDns2Vendor vendor;
    private @Nullable URI endpoint;
    private @Nullable Families families;
    private @Nullable String user;
    private @Nullable Secret password;
    private String contact = "";
    private Duration propagation = USUAL;
    private Authorities servers = DnsAuthorities.ofEachZone();
    private @Nullable TrustStore trustStore;
    private TimeSource time = TimeSource.system();

    DynDns2DnsProviderBuilder() {}

    /** The zone that the names are in, as its servers have it: {@code beerus.fr}. Required. */
    public DynDns2DnsProviderBuilder zone(String zone) {
        this.zone = ZoneName.parse(zone);
        return this;
    }

    /** Whose endpoint and customs are meant. Required, unless an endpoint is given. */
    public DynDns2DnsProviderBuilder vendor(DynDns2Vendor vendor) {
        this.vendor = vendor;
        return this;
    }

    /** Where updates go, path included: https, or http on this machine. The vendor's own unless set. */
    public DynDns2DnsProviderBuilder endpoint(String endpoint) {
        URI parsed = BaseUrl.parse(endpoint);
        if (parsed.getScheme().equals("http") && !HERE.contains(parsed.getHost())) {
            throw new IllegalArgumentException("must be an https URL: the password goes with each update");
        }
        this.endpoint = parsed;
        return this;
    }

    /** What becomes of a name's other address; as the vendor has it, or {@link Families#SEPARATE}, unless set. */
    public DynDns2DnsProviderBuilder families(Families families) {
        this.families = families;
        return this;
    }

    /** Who updates, as the vendor calls him. Required. */
    public DynDns2DnsProviderBuilder user(String user) {
        if (user.isEmpty() || user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must be a name without a colon");
        }
        this.user = user;
        return this;
    }

    /** A password or token, of updates alone wherever the vendor offers that. Required. */
    public DynDns2DnsProviderBuilder password(Secret password) {
        if (password.reveal().isEmpty() || password.reveal().chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must be a text without control characters");
        }
        this.password = password;
        return this;
    }

    /** A mail address by which the vendor reaches whoever runs this. None unless set; No-IP wants one. */
    public DynDns2DnsProviderBuilder contact(String contact) {
        if (!contact.matches("[!-~]+@[!-~]+")) {
            throw new IllegalArgumentException("must be a mail address");
        }
        this.contact = contact;
        return this;
    }

    /** How long the zone's servers may take to give what was taken: from a minute to an hour, ten minutes unless set. */
    public DynDns2DnsProviderBuilder propagation(Duration propagation) {
        if (propagation.compareTo(LEAST) < 0 || propagation.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "must be from %s to %s".formatted(Durations.format(LEAST), Durations.format(MOST)));
        }
        this.propagation = propagation;
        return this;
    }

    /** Who is asked what is there; the zone's own servers unless set. */
    public DynDns2DnsProviderBuilder servers(Authorities servers) {
        this.servers = servers;
        return this;
    }

    /** Which certificate authorities to trust instead of the JDK's. */
    public DynDns2DnsProviderBuilder trustStore(TrustStore trustStore) {
        this.trustStore = trustStore;
        return this;
    }

    /** What time it is, for deadlines and pauses; the machine's own unless set. */
    public DynDns2DnsProviderBuilder time(TimeSource time) {
        this.time = time;
        return this;
    }

    /**
     * Makes the provider; asks nobody anything.
     *
     * @throws InvalidSettingsException naming all that is missing
     */
    public DynDns2DnsProvider build() {
        DynDns2Vendor known = vendor;
        new Problems()
                .present(zone, "zone", "the zone's name, like beerus.fr")
                .unless(
                        known != null || endpoint != null,
                        "vendor",
                        "is missing: whose service is it? Of another than those known give the endpoint")
                .present(user, "user", "who updates, as the vendor calls him")
                .present(password, "password", "the password or token of user")
                .unless(
                        known == null || !known.wantsContact() || !contact.isEmpty(),
                        "contact",
                        "is missing: this vendor blocks clients that give no mail address")
                .throwIfAny();
        Account account = new Account(
                requireNonNull(zone),
                endpoint != null
                        ? endpoint
                        : BaseUrl.parse(requireNonNull(known).endpoint()),
                known == null ? "" : known.parameters(),
                families != null ? families : known == null ? Families.SEPARATE : known.families(),
                requireNonNull(user),
                requireNonNull(password),
                contact,
                servers,
                propagation,
                time);
        return new DynDns2DnsProvider(account, HttpCaller.create(trustStore, MAX_BODY_BYTES));
    }
}
