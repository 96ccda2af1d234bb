package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.coordination.Coordination;
import dev.failover.coordination.NoStore;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.HttpHealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.internal.coordination.Fingerprint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What watchers of a service must agree on")
class SharedSettingsTest {
    private static final DnsProvider ZONE = new DnsProvider() {
        @Override
        public String zone() {
            return "example.net";
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) {
            return Optional.empty();
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) {}
    };
    private static final Map<String, DnsProvider> PROVIDERS = Map.of("bind", ZONE, "primary", ZONE);
    private static final UnaryOperator<Service.Builder> SAME_SERVICE = UnaryOperator.identity();
    private static final UnaryOperator<Coordination.Builder> SAME_TERMS = UnaryOperator.identity();

    private static Coordination.Builder terms() {
        return Coordination.builder()
                .coordinator(new NoStore())
                .watcher("a")
                .voter("a", "gra")
                .voter("b", "home")
                .voter("c", "vps");
    }

    private static Service.Builder bare() {
        return Service.builder("www")
                .check(HttpHealthCheck.builder()
                        .url(URI.create("https://www.example.com/"))
                        .build());
    }

    private static Service.Builder service() {
        return bare().record("bind", "www", RecordType.A, Duration.ofMinutes(1))
                .site(Site.of("prod", "192.0.2.1"))
                .site(Site.of("home", "198.51.100.1"))
                .ownership("a");
    }

    private static Fingerprint of(Coordination.Builder terms, Service.Builder service) {
        return SharedSettings.of(terms.build(), service.build(), PROVIDERS);
    }

    private static Service.Builder records(String provider, String name, int ttl) {
        return bare().record(provider, name, RecordType.A, Duration.ofSeconds(ttl))
                .site(Site.of("prod", "192.0.2.1"))
                .site(Site.of("home", "198.51.100.1"))
                .ownership("a");
    }

    private static Service.Builder sites(Site... sites) {
        Service.Builder builder = bare().record("bind", "www", RecordType.A, Duration.ofMinutes(1))
                .ownership("a");
        Stream.of(sites).forEach(builder::site);
        return builder;
    }

    private static Arguments differs(
            UnaryOperator<Coordination.Builder> terms, UnaryOperator<Service.Builder> service, String... settings) {
        return Arguments.of(List.of(settings), terms, service);
    }

    static Stream<Arguments> differences() {
        Site prod = Site.of("prod", "192.0.2.1");
        Site home = Site.of("home", "198.51.100.1");
        return Stream.of(
                differs(SAME_TERMS, SAME_SERVICE),
                differs(terms -> terms.watcher("b").poll(Duration.ofSeconds(2)), SAME_SERVICE),
                differs(SAME_TERMS, service -> service.notify("mail").ownership("b")),
                differs(SAME_TERMS, service -> records("primary", "www", 60)),
                differs(terms -> terms.voter("d", "vps"), SAME_SERVICE, "coordination.voters"),
                differs(terms -> terms.quorum(3), SAME_SERVICE, "coordination.quorum"),
                differs(
                        terms -> terms.lease(Duration.ofMinutes(1)).acquireAfter(Duration.ofSeconds(26)),
                        SAME_SERVICE,
                        "coordination.lease"),
                differs(SAME_TERMS, service -> records("bind", "shop", 60), "records", "records.ttl"),
                differs(SAME_TERMS, service -> records("bind", "www", 61), "records.ttl"),
                differs(SAME_TERMS, service -> service.ownershipName("_other"), "ownership-name"),
                differs(
                        SAME_TERMS,
                        service ->
                                service.thresholds(Thresholds.builder().fall(4).build()),
                        "check.fall"),
                differs(
                        SAME_TERMS,
                        service -> service.thresholds(
                                Thresholds.builder().fall(3, 5).rise(2, 4).build()),
                        "check.fall",
                        "check.rise"),
                differs(
                        SAME_TERMS,
                        service -> service.policy(FailoverPolicy.builder()
                                .automaticFailback(true)
                                .stateClass(StateClass.STATELESS)
                                .coolDown(Duration.ofSeconds(77))
                                .build()),
                        "cool-down",
                        "failback"),
                differs(
                        SAME_TERMS,
                        service -> sites(home, prod),
                        "sites",
                        "sites.address",
                        "sites.degraded",
                        "sites.domain"),
                differs(SAME_TERMS, service -> sites(prod, Site.of("home", "198.51.100.2")), "sites.address"),
                differs(
                        SAME_TERMS,
                        service -> sites(
                                prod,
                                Site.builder("home")
                                        .address("198.51.100.1")
                                        .domain("home")
                                        .degraded(true)
                                        .build()),
                        "sites.degraded",
                        "sites.domain"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differences")
    @DisplayName("is told apart by the names of the settings, and nothing else is")
    void differences(
            List<String> settings, UnaryOperator<Coordination.Builder> terms, UnaryOperator<Service.Builder> service) {
        Fingerprint one = of(terms(), service());
        Fingerprint other = of(terms.apply(terms()), service.apply(service()));
        TreeSet<String> differing = new TreeSet<>();
        one.settings().forEach((name, hash) -> {
            if (!hash.equals(other.settings().get(name))) {
                differing.add(name);
            }
        });
        assertThat(differing).containsExactlyElementsOf(settings);
    }

    @Test
    @DisplayName("is hashed the same in every version, and takes the same room however much there is")
    void size() {
        Map<String, String> few = of(terms(), service()).settings();
        assertThat(few).hasSize(32).containsEntry("coordination.quorum", "d4735e3a");
        assertThat(few.values()).allMatch(hash -> hash.matches("[0-9a-f]{8}"));
        Service.Builder large = service();
        for (int i = 0; i < 50; i++) {
            large.site(Site.of("site" + i, "203.0.113." + i));
        }
        Map<String, String> many = of(terms(), large).settings();
        assertThat(many.toString()).hasSameSizeAs(few.toString()).hasSizeLessThan(1000);
    }
}
