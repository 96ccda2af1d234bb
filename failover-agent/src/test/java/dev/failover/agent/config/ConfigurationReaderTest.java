package dev.failover.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.Service;
import dev.failover.Site;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.Place;
import dev.failover.dns.DnsNameAddressSource;
import dev.failover.dns.PublicIpAddressSource;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.health.Detection;
import dev.failover.health.Thresholds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A configuration")
class ConfigurationReaderTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("OVH_SECRET", "very-secret", "IFTTT_KEY", "ring-ring");
    private static final String VALID = """
            state-directory: /var/lib/failover
            dns:
              servers: ["127.0.0.1:5401"]
            references: ["192.0.2.53:53"]
            providers:
              ovh:
                type: ovh
                zone: beerus.fr
                endpoint: ovh-eu
                application-key: key
                application-secret: "${OVH_SECRET}"
                consumer-key: consumer
            notifiers:
              phone: {type: ifttt, event: site_down, key: "${IFTTT_KEY}"}
            services:
              www:
                state-class: stateless
                records:
                  - {provider: ovh, name: www, type: A, ttl: 60s}
                  - {provider: ovh, name: "@", type: A, ttl: 90s}
                sites:
                  - {name: prod, address: 203.0.113.10}
                  - {name: home, address: {public-ip: ["https://api.ipify.org"]}, check-address: 127.0.0.1}
                check: {type: http, url: "https://www.beerus.fr/", expect-status: 200-399, timeout: 2s, interval: 5s, fast-interval: 1s, fall: 10, rise: 3}
                failback: automatic
                failback-after: 20m
                max-switches: {count: 2, per: 30m}
                replica-max-age: 5m
                certificate-valid-for: 2h
                address-max-age: 3m
                on-foreign-edit: restore
                max-restores: {count: 2, per: 2h}
                mix-limit: 90s
                drill-max-age: 35d
                ownership: true
                ownership-name: _owner.www
                notify: [phone]
            watcher: box-7
            """;

    @TempDir
    Path directory;

    private Configuration read(String yaml) {
        try {
            return ConfigurationReader.read(Files.writeString(directory.resolve("failover.yaml"), yaml), ENVIRONMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> faults(String yaml) {
        try {
            read(yaml).close();
            return List.of();
        } catch (InvalidConfigurationException e) {
            return e.faults().stream().map(Fault::toString).toList();
        }
    }

    @Test
    @DisplayName("becomes what the library is built from, every key of it")
    void everyKey() {
        try (Configuration read = read(VALID)) {
            assertThat(read.stateDirectory()).isEqualTo(Path.of("/var/lib/failover"));
            assertThat(read.dnsServers()).containsExactly("127.0.0.1:5401");
            assertThat(read.references()).containsExactly("192.0.2.53:53");
            assertThat(read.providers().get("ovh").zone()).isEqualTo("beerus.fr");
            assertThat(read.notifiers()).containsOnlyKeys("phone");
            Service www = read.service("www").orElseThrow();
            assertThat(www.records())
                    .extracting(record -> record.key())
                    .containsExactly(new RecordKey("www", RecordType.A), new RecordKey("@", RecordType.A));
            assertThat(www.records().get(1).ttl()).isEqualTo(Duration.ofSeconds(90));
            assertThat(www.sites()).extracting(Site::name).containsExactly("prod", "home");
            assertThat(www.sites().get(1).addresses().get(RecordType.A)).isInstanceOf(PublicIpAddressSource.class);
            assertThat(www.sites().get(1).checkAddress().orElseThrow().getHostAddress())
                    .isEqualTo("127.0.0.1");
            assertThat(www.thresholds())
                    .isEqualTo(
                            new Thresholds(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(2), 10, 3));
            assertThat(www.policy())
                    .isEqualTo(FailoverPolicy.builder()
                            .stateClass(StateClass.STATELESS)
                            .automaticFailback(true)
                            .failbackAfter(Duration.ofMinutes(20))
                            .maxSwitches(2, Duration.ofMinutes(30))
                            .replicaMaxAge(Duration.ofMinutes(5))
                            .certificateValidFor(Duration.ofHours(2))
                            .addressMaxAge(Duration.ofMinutes(3))
                            .onForeignEdit(ForeignEdit.RESTORE)
                            .maxRestores(2, Duration.ofHours(2))
                            .mixLimit(Duration.ofSeconds(90))
                            .drillMaxAge(Duration.ofDays(35))
                            .build());
            assertThat(www.watcher()).contains("box-7");
            assertThat(www.ownershipRecords())
                    .containsExactly(new Place("ovh", new RecordKey("_owner.www", RecordType.TXT)));
            assertThat(www.notifiers()).containsExactly("phone");
        }
    }

    @Test
    @DisplayName("may leave out all that has a default")
    void defaults() {
        try (Configuration read = read("""
                state-directory: state
                providers:
                  ovh: {type: ovh, zone: beerus.fr, endpoint: ovh-eu, application-key: k, application-secret: s, consumer-key: c}
                services:
                  www:
                    records: [{provider: ovh, name: www, type: AAAA}]
                    sites:
                      - {name: prod, address: "2001:db8::1"}
                      - {name: home, address: {dns-name: home.example.net}}
                    check: {type: tcp, port: 443}
                """)) {
            Service www = read.services().get(0);
            assertThat(www.policy()).isEqualTo(FailoverPolicy.defaults());
            assertThat(www.thresholds()).isEqualTo(Thresholds.defaults());
            assertThat(www.records().get(0).ttl()).isEqualTo(Duration.ofMinutes(1));
            assertThat(www.sites().get(1).addresses()).containsOnlyKeys(RecordType.AAAA);
            assertThat(www.sites().get(1).addresses().get(RecordType.AAAA)).isInstanceOf(DnsNameAddressSource.class);
            assertThat(www.notifiers()).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "may name a set of thresholds, count among the latest, and give less time where checks come more often")
    void detection() {
        assertThat(thresholds("detection: fast")).isEqualTo(Detection.FAST.thresholds());
        assertThat(thresholds("fall: 3 of 5, interval: 1s"))
                .isEqualTo(Thresholds.builder()
                        .interval(Duration.ofSeconds(1))
                        .timeout(Duration.ofSeconds(1))
                        .fall(3, 5)
                        .build());
    }

    private Thresholds thresholds(String settings) {
        try (Configuration read = read(VALID.replaceFirst("timeout: 2s, interval: 5s[^}]*}", settings + "}"))) {
            return read.services().get(0).thresholds();
        }
    }

    @Test
    @DisplayName("may have a check made of checks, whose faults are told where they stand")
    void composite() {
        String yaml = VALID.replace("url: \"https://www.beerus.fr/\", expect-status: 200-399", """
                of: [{type: http, url: "https://www.beerus.fr/"}, {type: not, of: {type: tcp, port: 8443}}]""")
                .replace("check: {type: http", "check: {type: all");
        try (Configuration read = read(yaml)) {
            assertThat(read.services().get(0).check())
                    .hasToString("all of [http check: GET https://www.beerus.fr/, not tcp check: port 8443]");
            assertThat(read.services().get(0).thresholds().fall()).isEqualTo(10);
        }
        assertThat(faults(yaml.replace("8443", "0")))
                .singleElement()
                .asString()
                .startsWith("services.www.check.of.1.of.port: must be from 1 to 65535, not 0 (line ");
        assertThat(faults(yaml.replace("type: tcp", "type:")))
                .singleElement()
                .asString()
                .startsWith("services.www.check.of.1.of.type: is empty (line ");
    }

    @Test
    @DisplayName("may say who waits for others, and how long news waits for that of others")
    void telling() {
        String text = VALID.replace(
                        "  phone: {type: ifttt,",
                        "  chat: {type: ifttt, event: chat, key: k}\n  phone: {type: ifttt, escalate-after: 15m,")
                .replace("notify: [phone]", "notify: [chat, phone]")
                .replace("services:\n", "group-wait: 30s\nservices:\n");
        try (Configuration read = read(text)) {
            assertThat(read.telling().escalateAfter()).containsEntry("phone", Duration.ofMinutes(15));
            assertThat(read.telling().groupWait()).contains(Duration.ofSeconds(30));
        }
        try (Configuration read = read(VALID)) {
            assertThat(read.telling()).isEqualTo(Telling.DEFAULT);
        }
    }

    @Test
    @DisplayName("may give one address source for each family")
    void bothFamilies() {
        try (Configuration read = read(
                VALID.replace("address: 203.0.113.10", "address: [203.0.113.10, \"2001:db8::10\"]")
                        .replace(
                                "address: {public-ip: [\"https://api.ipify.org\"]}",
                                "address: [{public-ip: [\"https://api4.ipify.org\"]}, {dns-name: home.example.net, family: ipv6}]"))) {
            assertThat(read.services().get(0).sites())
                    .allSatisfy(site -> assertThat(site.addresses()).containsOnlyKeys(RecordType.A, RecordType.AAAA));
        }
    }

    @Test
    @DisplayName("is told what is wrong with each of two sites, and not that these are one")
    void twoFaultySites() {
        String two = VALID.replace("203.0.113.10", "192.168.1.4")
                .replace("{public-ip: [\"https://api.ipify.org\"]}", "192.168.1.5");

        assertThat(faults(two))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).contains("allow-private: must be true"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    @DisplayName("of the status page is judged, and no secret is shown")
    void page(String settings, String expected) {
        List<String> faults = faults(VALID + settings + "\n");

        assertThat(faults)
                .hasSize(1)
                .allSatisfy(fault -> assertThat(fault).startsWith(expected).doesNotContain("short"));
    }

    static Stream<Arguments> pages() {
        return Stream.of(
                Arguments.of("listen: 8423", "listen: must be an address and a port, like 127.0.0.1:8423"),
                Arguments.of("listen: \"localhost:8423\"", "listen: must be an address and a port"),
                Arguments.of("listen: 127.0.0.1:70000", "listen: must be an address and a port"),
                Arguments.of("listen: 127.0.0.999:80", "listen: must be an address and a port"),
                Arguments.of("listen: 0.0.0.0:8423", "page.show: is missing: listen is an address that others reach"),
                Arguments.of("listen: \"[::]:8423\"", "page.show: is missing: listen is an address that others reach"),
                Arguments.of("page: {token: short}", "page.token: must have at least 16 characters"),
                Arguments.of("page: {show: public, token: 0123456789abcdef}", "page.token: is given, but by a public"),
                Arguments.of("page: {show: all}", "page.show: must be one of [operator, public], not \"all\""),
                Arguments.of("page: {names: [\"a:80\"]}", "page.names: must be host names without a port"),
                Arguments.of("page: {title: \"\"}", "page.title: must be a line of at most 80 characters"),
                Arguments.of("page: {titel: x}", "page.titel: unknown setting"),
                Arguments.of("page: 5", "page: must be a block of settings"),
                Arguments.of("export: {}", "export: leads nowhere: give it a directory, sftp or s3"),
                Arguments.of(
                        "export: {directory: /srv, notify: [nobody]}", "export.notify: there is no notifier named"),
                Arguments.of("export: {sftp: {ssh-config: /etc/hosts}}", "export.sftp.destination: is missing"),
                Arguments.of("export: {sftp: {destination: \"a:/b\", proxy: x}}", "export.sftp.proxy: unknown setting"),
                Arguments.of(
                        "export: {s3: {region: gra, access-key-id: a, secret-access-key: short}}",
                        "export.s3.bucket: is missing"),
                Arguments.of(
                        "export: {s3: {bucket: abc, region: gra, access-key-id: a, secret-access-key: short, acl: x}}",
                        "export.s3.acl: unknown setting"),
                Arguments.of("export: /srv", "export: must be a block of settings"));
    }

    static Stream<Arguments> faultyTexts() {
        return Stream.of(
                Arguments.of(
                        "timeout: 2s",
                        "timeout: 2 s",
                        "services.www.check.timeout: must be a duration like 500ms, 5s, 10m, 1h or 14d, not \"2 s\" (line 24)"),
                Arguments.of(
                        "timeout: 2s",
                        "timeout: 0s",
                        "services.www.check.timeout: must be more than 0 and at most 5m, not 0ms (line 24)"),
                Arguments.of(
                        "fall: 10",
                        "fall: ten",
                        "services.www.check.fall: must be a whole number, or two like 3 of 5, not \"ten\" (line 24)"),
                Arguments.of(
                        "expect-status: 200-399",
                        "expect-status: fine",
                        "services.www.check.expect-status: must list statuses"),
                Arguments.of(
                        "expect-status",
                        "expected-status",
                        "services.www.check.expected-status: unknown setting; known are"),
                Arguments.of(
                        "type: http, url",
                        "type: htp, url",
                        "services.www.check.type: No health check named \"htp\"; found [all, any, at-least, command, dns, grpc, heartbeat, http, mysql, not, ping, postgresql, redis, replica, tcp, tls]"),
                Arguments.of(
                        "type: ovh",
                        "type: ovhh",
                        "providers.ovh.type: No DNS provider named \"ovhh\"; found [cloudflare"),
                Arguments.of(
                        "    type: ovh\n",
                        "",
                        "providers.ovh.type: is missing: which one? On the class path are [cloudflare"),
                Arguments.of(
                        "type: ifttt",
                        "type: fax",
                        "notifiers.phone.type: No notifier named \"fax\"; found [command, ifttt"),
                Arguments.of(
                        "type: ifttt,",
                        "type: ifttt, escalate-after: 2d,",
                        "notifiers.phone.escalate-after: must be from 1s to 24h, or 0s for at once"),
                Arguments.of("type: ifttt,", "type: ifttt, escalate-after: soon,", "notifiers.phone.escalate-after: "),
                Arguments.of(
                        "type: ifttt,",
                        "type: ifttt, escalate-after: 5m,",
                        "services.www.notify: begins with phone, which waits for those before it"),
                Arguments.of(
                        "type: ifttt,",
                        "type: ifttt, escalate_after: 5m,",
                        "notifiers.phone.escalate_after: unknown setting; known are"),
                Arguments.of("dns:\n", "group-wait: 6m\ndns:\n", "group-wait: must be from 0s, for never, to 5m"),
                Arguments.of(
                        "dns:\n",
                        "vendor-check-every: 59m\ndns:\n",
                        "vendor-check-every: must be from 1h to 30d, or 0s"),
                Arguments.of("    zone: beerus.fr\n", "", "providers.ovh.zone: "),
                Arguments.of("endpoint: ovh-eu", "endpoint: ovh-mars", "providers.ovh.endpoint: "),
                Arguments.of(
                        "${OVH_SECRET}",
                        "${OVH_SECRETS}",
                        "providers.ovh.application-secret: the environment variable OVH_SECRETS is not set (line 11)"),
                Arguments.of(
                        "${OVH_SECRET}",
                        "${file:/no/such/file}",
                        "providers.ovh.application-secret: the file /no/such/file does not exist"),
                Arguments.of(
                        "${OVH_SECRET}",
                        "${file:no/such/file}",
                        "providers.ovh.application-secret: the file no/such/file can't be read: the path must be absolute"),
                Arguments.of(
                        "${OVH_SECRET}",
                        "${file:/}",
                        "providers.ovh.application-secret: the file / can't be read: it is a directory"),
                Arguments.of(
                        "${OVH_SECRET}", "${OVH-SECRET}", "providers.ovh.application-secret: ${OVH-SECRET} is neither"),
                Arguments.of(
                        "${OVH_SECRET}", "${OVH_SECRET", "providers.ovh.application-secret: has a ${ without its }"),
                Arguments.of("state-directory: /var/lib/failover\n", "", "state-directory: is missing"),
                Arguments.of(
                        "state-directory: /var/lib/failover", "state-directory:", "state-directory: is empty (line 1)"),
                Arguments.of(
                        "state-directory: /var/lib/failover",
                        "state-directory: [a, b]",
                        "state-directory: must be one value, but is a list (line 1)"),
                Arguments.of(
                        "dns:\n",
                        "dnss:\n",
                        "dnss: unknown key; known are [backups, contacts, coordination, dns, export, group-wait, heartbeats, listen, notifiers, page, providers, references, replicas, services, state-directory, switches, syncs, vendor-check-every, watcher]; did you mean \"dns\"? (line 2)"),
                Arguments.of("servers: [", "server: [", "dns.server: unknown setting"),
                Arguments.of("127.0.0.1:5401", "127.0.0.1:dns", "dns.servers: \"127.0.0.1:dns\" is not a DNS server"),
                Arguments.of("192.0.2.53:53", "192.0.2.53", "references.0: must be an address or name and a port"),
                Arguments.of(
                        "provider: ovh, name: www",
                        "provider: ohv, name: www",
                        "services.www.records.0.provider: there is no provider named \"ohv\", only [ovh]"),
                Arguments.of(
                        "name: \"@\", type: A",
                        "name: \"@\", type: MX",
                        "services.www.records.1.type: must be A or AAAA, not \"MX\""),
                Arguments.of(
                        "name: www, type: A",
                        "name: www.beerus.fr., type: A",
                        "services.www.records.0.name: \"www.beerus.fr.\" is not a name relative to its zone"),
                Arguments.of("name: \"@\", type: A, ", "type: A, ", "services.www.records.1.name: is missing"),
                Arguments.of(
                        "name: \"@\", type: A",
                        "name: www, type: A",
                        "services.www.records.1: www A is duplicated (line 20)"),
                Arguments.of("ttl: 60s", "ttl: 60", "services.www.records.0.ttl: must be a duration"),
                Arguments.of("ttl: 60s", "ttl: 500ms", "services.www.records.0.ttl: must be whole seconds"),
                Arguments.of(
                        "ttl: 60s",
                        "tll: 60s",
                        "services.www.records.0.tll: unknown setting; known are [name, provider, ttl, type]"),
                Arguments.of(
                        "name: \"@\", type: A",
                        "name: \"@\", type: AAAA",
                        "services.www.sites.0.address: prod needs an IPv6 address"),
                Arguments.of(
                        "203.0.113.10",
                        "203.0.113.300",
                        "services.www.sites.0.address: \"203.0.113.300\" is not an IPv4 or IPv6 address"),
                Arguments.of(
                        "203.0.113.10",
                        "192.168.1.4",
                        "services.www.sites.0.allow-private: must be true, as 192.168.1.4 is a private address"),
                Arguments.of("name: prod, ", "", "services.www.sites.0.name: is missing"),
                Arguments.of("name: home", "name: prod", "services.www.sites.1.name: there are two sites named prod"),
                Arguments.of(
                        "public-ip: [\"https://api.ipify.org\"]",
                        "public-ips: []",
                        "services.www.sites.1.address: must have either public-ip or dns-name"),
                Arguments.of(
                        "https://api.ipify.org",
                        "ftp://api.ipify.org",
                        "services.www.sites.1.address.public-ip: a look-up must be an http or https URL"),
                Arguments.of(
                        "public-ip: [\"https://api.ipify.org\"]",
                        "dns-name: www.beerus.fr",
                        "services.www.sites.1.address: www.beerus.fr is the name that is switched"),
                Arguments.of(
                        "check-address: 127.0.0.1",
                        "check-address: localhost",
                        "services.www.sites.1.check-address: must be an IP address"),
                Arguments.of(
                        "failback: automatic",
                        "failback: sometimes",
                        "services.www.failback: must be one of [manual, automatic], not \"sometimes\""),
                Arguments.of(
                        "state-class: stateless",
                        "state-class: stately",
                        "services.www.state-class: must be one of [stateless, ephemeral, quorum, stateful]"),
                Arguments.of(
                        "on-foreign-edit: restore",
                        "on-foreign-edit: fight",
                        "services.www.on-foreign-edit: must be one of [hold, adopt, restore], not \"fight\""),
                Arguments.of("mix-limit: 90s", "mix-limit: 0s", "services.www.mix-limit: must be more than zero"),
                Arguments.of("max-age: 35d", "max-age: 0s", "services.www.drill-max-age: must be more than zero"),
                Arguments.of(
                        "drill-max-age: 35d",
                        "restore-test-max-age: 35d",
                        "services.www.restore-test-max-age: counts restore tests, and no backup of www is configured"),
                Arguments.of("per: 2h", "per: 0s", "services.www.max-restores.per: must be more than zero"),
                Arguments.of("_owner.www", "www.", "services.www.ownership-name: \"www.\" is not a name"),
                Arguments.of("watcher: box-7", "watcher: \"b 7\"", "watcher: a name is 1 to 63 letters"),
                Arguments.of(
                        "count: 2, per: 30m",
                        "count: 0, per: 30m",
                        "services.www.max-switches.count: must be at least 1"),
                Arguments.of(
                        "count: 2, per: 30m",
                        "count: 62, per: 30m",
                        "services.www.max-switches.count: must be at most 50, which is how many are remembered, not 62"),
                Arguments.of(
                        "per: 30m",
                        "pro: 30m",
                        "services.www.max-switches.pro: unknown setting; known are [count, per]"),
                Arguments.of(
                        "notify: [phone]",
                        "notify: [phone, fax]",
                        "services.www.notify: there is no notifier named \"fax\", only [phone]"),
                Arguments.of("notify: [phone]", "notfy: [phone]", "services.www.notfy: unknown key; known are"),
                Arguments.of("notify: [phone]", "notify: [phone, phone]", "services.www.notify: phone is duplicated"),
                Arguments.of(
                        "timeout: 2s",
                        "timeout: 6s",
                        "services.www.check.timeout: of 6s is longer than the interval of 5s (line 24)"),
                Arguments.of(
                        "name: www, type: A",
                        "name: WWW.beerus.fr, type: A",
                        "services.www.records.0.name: \"www.beerus.fr\" ends with its zone, to which it is relative: write \"www\" (line 19)"),
                Arguments.of(
                        "name: \"@\", type: A",
                        "name: beerus.fr, type: A",
                        "services.www.records.1.name: \"beerus.fr\" ends with its zone, to which it is relative: write \"@\""),
                Arguments.of(
                        "address: {public-ip: [\"https://api.ipify.org\"]}",
                        "address: 203.0.113.10",
                        "services.www.sites.1.address: prod and home have the same address, 203.0.113.10 (line 23)"),
                Arguments.of(
                        "address: 203.0.113.10",
                        "address: {public-ip: [\"https://api6.ipify.org\"]}",
                        "services.www.sites.1.address: prod and home have the same address, the public"),
                Arguments.of(
                        "check-address: 127.0.0.1",
                        "check-address: 203.0.113.10",
                        "services.www.sites.1.check-address: prod and home would be checked at the same address"),
                Arguments.of(
                        "prod, address: 203.0.113.10",
                        "prod, address: 203.0.113.10, check-address: 127.0.0.1",
                        "services.www.sites.1.check-address: prod and home would be checked at the same address"),
                Arguments.of("  www:\n", "  \"w w\":\n", "services.w w: a name is 1 to 63 letters"),
                Arguments.of("services:\n", "servces:\n", "services: is missing"),
                Arguments.of("    check: {", "    chek: {", "services.www.check: is missing"),
                Arguments.of(
                        "failback: automatic\n",
                        "failback: automatic\n    failback: manual\n",
                        "services.www.failback: is duplicated, at line 25 and at line 26"),
                Arguments.of("    failback: automatic", "     failback: automatic", "is not YAML: "),
                Arguments.of("notify: [phone]", "notify: [phone", "is not YAML: "),
                Arguments.of(
                        "notify: [phone]",
                        "notify: !env [phone]",
                        "services.www.notify: begins with !, which makes it a tag, and no tags are known here; quote it (line 37)"),
                Arguments.of("notify: [phone]", "notify: &a [*a]", "services.www.notify: contains itself"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("faultyTexts")
    @DisplayName("with one fault reports that, where it stands, and nothing besides")
    void oneFault(String text, String replacement, String expected) {
        assertThat(VALID).contains(text);
        // A fault may hide what only it makes unknown, but never adds a second line about itself.
        List<String> faults = faults(VALID.replaceFirst(
                java.util.regex.Pattern.quote(text), java.util.regex.Matcher.quoteReplacement(replacement)));
        assertThat(faults).anyMatch(fault -> fault.startsWith(expected));
        boolean renamed = expected.contains("unknown key")
                || replacement.contains("servces")
                || replacement.contains("public-ips")
                || replacement.contains("chek")
                || replacement.contains("AAAA");
        assertThat(faults).hasSizeLessThanOrEqualTo(renamed ? 2 : 1);
    }

    static Stream<Arguments> slips() {
        return Stream.of(
                Arguments.of("fall: 10", "falls: 10", "services.www.check.falls", "fall"),
                Arguments.of("interval: 5s", "intervall: 5s", "services.www.check.intervall", "interval"),
                Arguments.of("timeout: 2s", "timeuot: 2s", "services.www.check.timeuot", "timeout"),
                Arguments.of("expect-status", "expected-status", "services.www.check.expected-status", "expect-status"),
                Arguments.of("type: http", "tpye: http", "services.www.check.tpye", "type"),
                Arguments.of("type: ovh", "typ: ovh", "providers.ovh.typ", "type"),
                Arguments.of("zone: beerus.fr", "zones: beerus.fr", "providers.ovh.zones", "zone"),
                Arguments.of("event: site", "events: site", "notifiers.phone.events", "event"),
                Arguments.of("ttl: 60s", "tll: 60s", "services.www.records.0.tll", "ttl"),
                Arguments.of("address: 203", "adress: 203", "services.www.sites.0.adress", "address"),
                Arguments.of("name: prod", "nmae: prod", "services.www.sites.0.nmae", "name"),
                Arguments.of("check-address", "check-adress", "services.www.sites.1.check-adress", "check-address"),
                Arguments.of("public-ip:", "public-ips:", "services.www.sites.1.address.public-ips", "public-ip"),
                Arguments.of("per: 30m", "pre: 30m", "services.www.max-switches.pre", "per"),
                Arguments.of("failback: auto", "fallback: auto", "services.www.fallback", "failback"),
                Arguments.of("  servers:", "  server:", "dns.server", "servers"),
                Arguments.of("watcher: box-7", "watchers: box-7", "watchers", "watcher"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("slips")
    @DisplayName("with a slip in a key says which was meant, and which there are in that block")
    void slip(String text, String replacement, String path, String meant) {
        assertThat(VALID).contains(text);
        assertThat(faults(VALID.replace(text, replacement)))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith(path + ": unknown ")
                        .containsPattern("known are \\[[^\\]]*\\b" + meant + "\\b")
                        .contains("did you mean \"" + meant + "\"?"));
    }

    @Test
    @DisplayName("lists all that may stand in a check, whoever reads it")
    void allOfACheck() {
        assertThat(faults(VALID.replace("fall: 10", "nonsense: 10")))
                .singleElement()
                .asString()
                .startsWith("services.www.check.nonsense: unknown setting; known are [")
                .contains("body-contains", "fall", "fast-interval", "interval", "rise", "timeout", "type", "url")
                .doesNotContain("did you mean");
    }

    @Test
    @DisplayName("gives each record to one service only")
    void oneRecordTwoServices() {
        String second = """
                  shop:
                    records: [{provider: ovh, name: WWW, type: A}]
                    sites: [{name: prod, address: 203.0.113.10}]
                    check: {type: tcp, port: 443}
                """;
        assertThat(faults(VALID.replace("watcher: box-7\n", second + "watcher: box-7\n")))
                .singleElement()
                .asString()
                .startsWith("services.shop.records.0: ")
                .contains("a record of www already")
                .contains("(line 39)");
        assertThat(faults(VALID.replace("watcher: box-7\n", second.replace("WWW", "shop") + "watcher: box-7\n")))
                .isEmpty();
    }

    @Test
    @DisplayName("takes a timeout that is not said as short as the interval")
    void shortInterval() {
        try (Configuration read = read(VALID.replace(", timeout: 2s, interval: 5s", ", interval: 1s"))) {
            assertThat(read.services().get(0).thresholds().timeout()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    @DisplayName("may only mirror")
    void onlySyncs() {
        String syncs = """
                state-directory: /var/lib/failover
                notifiers:
                  phone: {type: ifttt, event: site_down, key: "${IFTTT_KEY}"}
                syncs:
                  web: {type: directory, source: /var/www, destination: /mnt/a, notify: [phone]}
                """;
        try (Configuration read = read(syncs)) {
            assertThat(read.services()).isEmpty();
            assertThat(read.syncs().get("web").notifiers()).containsExactly("phone");
        }
        assertThat(faults(syncs.replace("[phone]", "[phones]")))
                .containsExactly(
                        "syncs.web.notify: there is no notifier named \"phones\", only [phone]; did you mean \"phone\"? (line 5)");
        assertThat(faults("state-directory: /var/lib/failover\n"))
                .singleElement()
                .asString()
                .startsWith("services: is missing: what is to be watched?");
    }

    @Test
    @DisplayName("mirrors no two trees into one directory, and knows each directory by one name")
    void syncsApart() {
        String syncs = VALID + """
                syncs:
                  a: {type: directory, source: /var/www, destination: /mnt/a}
                  b: {type: directory, source: /var/mail, destination: /mnt/a/}
                replicas:
                  c: {directory: /srv/c, service: www, site: home}
                  d: {directory: /srv/d/../c, service: www, site: home}
                """;
        assertThat(faults(syncs))
                .containsExactly(
                        "syncs.b.destination: is that of a too: each would delete what the other brings (line 41)",
                        "replicas.d.directory: is that of c too: a directory holds one data set (line 44)");
        assertThat(faults(syncs.replace("/mnt/a/", "/mnt/b").replace("../c", "../d")))
                .isEmpty();
    }

    @Test
    @DisplayName("with many faults reports all of them at once, in the order of the file")
    void allFaults() {
        List<String> faults = faults(VALID.replace("zone: beerus.fr", "zones: beerus.fr")
                .replace("${IFTTT_KEY}", "${NOT_SET}")
                .replace("ttl: 90s", "ttl: long")
                .replace("203.0.113.10", "nowhere")
                .replace("timeout: 2s", "timeout: soon")
                .replace("failback: automatic", "failback: never")
                .replace("notify: [phone]", "notify: [fax]"));
        assertThat(faults)
                .extracting(fault -> fault.substring(0, fault.indexOf(": ")))
                .containsExactly(
                        "providers.ovh.zone",
                        "providers.ovh.zones",
                        "notifiers.phone.key",
                        "services.www.records.1.ttl",
                        "services.www.sites.0.address",
                        "services.www.check.timeout",
                        "services.www.failback",
                        "services.www.notify");
    }

    @Test
    @DisplayName("never shows a secret, wherever it was put by mistake")
    void secrecy() {
        for (String place : List.of(
                "60s",
                "203.0.113.10",
                "2s",
                "200-399",
                "automatic",
                "/var/lib/failover",
                "https://www.beerus.fr/",
                "ovh-eu",
                "stateless",
                "127.0.0.1:5401",
                "192.0.2.53:53",
                "[phone]",
                "https://api.ipify.org")) {
            boolean quoted = VALID.contains("\"" + place + "\"");
            String yaml = VALID.replace(place, quoted ? "${OVH_SECRET}" : "\"${OVH_SECRET}\"");
            assertThat(faults(yaml)).as(place).noneMatch(fault -> fault.contains("very-secret"));
        }
        assertThat(faults(VALID.replace("60s", "\"${OVH_SECRET}\"")))
                .containsExactly("services.www.records.0.ttl: must be a duration like 500ms, 5s, 10m, 1h or 14d,"
                        + " not \"${OVH_SECRET}\" (line 19)");
        assertThat(faults(VALID.replace("60s", "${OVH_SECRET}")))
                .singleElement()
                .asString()
                .endsWith("a value with ${ needs quotes (line 19)");
        assertThat(faults(VALID.replace("application-key: key", "application-key: literal-secret: x")))
                .singleElement()
                .asString()
                .startsWith("is not YAML")
                .doesNotContain("literal-secret");
    }

    @Test
    @DisplayName("takes secrets from files without their last newline, and $${ as it stands")
    void references() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "two\nlines\n");
        Faults faults = new Faults();
        References references = new References(new HashMap<>(Map.of("A", "1", "EMPTY", "")), faults);
        assertThat(references.replaceIn("x${A}y${A}${EMPTY}", "p")).isEqualTo("x1y1");
        assertThat(references.replaceIn("${file:" + secret + "}", "p")).isEqualTo("two\nlines");
        assertThat(references.replaceIn("$${A} $A $", "p")).isEqualTo("${A} $A $");
        assertThat(faults.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("of a sync whose transport is missing names the module to add")
    void missingTransport() {
        assertThat(faults(VALID + """
                        syncs:
                          webroot: {type: pigeon, source: /var/www, destination: "backup:/var/www", continuous: true, max-delete: -1, service: web}
                        """))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("syncs.webroot.type: No file sync named \"pigeon\"; found [")
                        .endsWith("]. Is sync-pigeon on the class path? (line 40)"))
                .contains(
                        "syncs.webroot.max-delete: must be 0 or more (line 40)",
                        "syncs.webroot.service: there is no service named \"web\", only [www] (line 40)");
    }

    @Test
    @DisplayName("of syncs and replicas says what is wrong with each of their keys")
    void syncs() {
        assertThat(faults(VALID + """
                        syncs:
                          webroot:
                            type: directory
                            source: /var/www
                            destination: /var/mirror
                            exclude: ["a[b]"]
                            versions: {count: 0, age: 1d}
                            rescan: 10ms
                            verify-every: 10m
                            verify-rate: fast
                            max-shrink: 101%
                            service: www
                            site: nowhere
                            to: nowhere
                            data-set: "two words"
                            after: [{files: ["*.pem"], where: moon, timeout: 0s}]
                        replicas:
                          web: {directory: /var/www, service: www, site: nowhere, color: red}
                          mail: {directory: /var/mail, service: post}
                        """))
                .extracting(fault -> fault.substring(0, fault.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "syncs.webroot.exclude",
                        "syncs.webroot.versions.count",
                        "syncs.webroot.rescan",
                        "syncs.webroot.verify-every",
                        "syncs.webroot.verify-rate",
                        "syncs.webroot.verify-every",
                        "syncs.webroot.max-shrink",
                        "syncs.webroot.data-set",
                        "syncs.webroot.site",
                        "syncs.webroot.to",
                        "syncs.webroot.after.0.where",
                        "syncs.webroot.after.0.timeout",
                        "syncs.webroot.after.0.command",
                        "replicas.web.color",
                        "replicas.web.site",
                        "replicas.mail.site");
    }

    @Test
    @DisplayName("verifies a sync that follows changes, and says how one is that does not")
    void verified() {
        String syncs = """
                state-directory: /var/lib/failover
                syncs:
                  web: {type: directory, source: /var/www, destination: /mnt/a, continuous: true, verify-every: 7d, verify-rate: 500k}
                """;
        assertThat(faults(syncs)).isEmpty();
        assertThat(faults(syncs.replace("continuous: true, ", "")))
                .containsExactly(
                        "syncs.web.verify-every: needs continuous: true; a sync by hand is verified by `failover sync NAME --verify` (line 3)");
    }

    @Test
    @DisplayName("that is not there, not readable as text, or nothing but a list says so")
    void noConfigurationAtAll() throws IOException {
        assertThatThrownBy(() -> ConfigurationReader.read(directory.resolve("none.yaml"), ENVIRONMENT))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        e -> assertThat(e.faults().toString()).contains("does not exist"));
        assertThatThrownBy(() -> ConfigurationReader.read(directory, ENVIRONMENT))
                .hasMessageContaining("is a directory");
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> ConfigurationReader.read(binary, ENVIRONMENT))
                .hasMessageContaining("not text in UTF-8");
        assertThat(faults("")).containsExactly("is empty");
        assertThat(faults("- a\n- b\n")).singleElement().asString().startsWith("must be a block of settings");
    }

    @Test
    @DisplayName("whose aliases would fill the memory is refused")
    void aliases() {
        List<String> lines = new ArrayList<>(Arrays.asList(VALID.split("\n")));
        lines.add("a0: &a0 [x, x, x, x, x, x, x, x, x, x]");
        for (int i = 1; i < 9; i++) {
            String all = ("*a" + (i - 1) + ", ").repeat(10);
            lines.add("a%d: &a%d [%s]".formatted(i, i, all.substring(0, all.length() - 2)));
        }
        assertThat(faults(String.join("\n", lines))).anyMatch(fault -> fault.contains("aliases"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("beyondLimits")
    @DisplayName("beyond what any configuration needs is refused with one fault that names the limit")
    void limits(String text, String fault) {
        assertThat(faults(text)).singleElement().asString().contains(fault);
    }

    static Stream<Arguments> beyondLimits() {
        String keys =
                IntStream.range(0, 40_000).mapToObj(i -> "key" + i + ": x\n").collect(Collectors.joining());
        return Stream.of(
                Arguments.of(keys, "has more than 60000 values (line 30000)"),
                Arguments.of("a: " + "[".repeat(3000) + "]".repeat(3000), "is nested more than 32 deep (line 1)"),
                Arguments.of("a: " + "{a: ".repeat(3000) + "}".repeat(3000), "is nested more than 32 deep (line 1)"),
                Arguments.of("a: " + "x".repeat(3 << 20), "has a value of more than 65536 characters (line 1)"),
                Arguments.of(
                        "a: \"" + "x ".repeat(40_000) + "\"", "has a value of more than 65536 characters (line 1)"),
                Arguments.of("x".repeat(5 << 20), "longer than 4194304 bytes"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application-key: *S3cr3t-9f3a",
                "application-key: !S3cr3t-9f3a",
                "application-key: !S3cr3t-9f3a!x y",
                "application-key: {S3cr3t-9f3a: x}",
                "application-key: {S3cr3t-9f3a}",
                "S3cr3t-9f3a: application-key",
                "application-key: [S3cr3t-9f3a",
                "application-key: &S3cr3t-9f3a",
                "application-key: '@' S3cr3t-9f3a",
                "application-key: @S3cr3t-9f3a",
                "application-key: \"S3cr3t-9f3a",
                "application-key: %S3cr3t-9f3a",
                "application-key: S3cr3t-9f3a: x"
            })
    @DisplayName("shows no literal secret, whatever YAML takes it for")
    void literalSecrets(String line) {
        assertThat(faults(VALID.replace("application-key: key", line)))
                .isNotEmpty()
                .noneMatch(fault -> fault.contains("S3cr3t"));
    }

    @Test
    @DisplayName("takes secrets from regular files of some KiB only, and waits for none")
    void files() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path large = Files.writeString(directory.resolve("large"), "x".repeat(70_000));
        for (String file : List.of("/dev/zero", pipe.toString(), directory.toString())) {
            assertThat(faults(VALID.replace("${OVH_SECRET}", "${file:" + file + "}")))
                    .as(file)
                    .anyMatch(fault -> fault.matches(
                            "providers.ovh.application-secret: .*it is (a directory|not a regular file).*"));
        }
        assertThat(faults(VALID.replace("${OVH_SECRET}", "${file:" + large + "}")))
                .anyMatch(fault -> fault.contains("it is longer than 65536 bytes"));
        // Says that it is empty, and would keep us waiting for what is to come.
        assertThat(faults(VALID.replace("${OVH_SECRET}", "${file:/proc/kmsg}"))).isNotEmpty();
    }

    @Test
    @DisplayName("is told from others by what was read, as a pipe can't be read again")
    void sha256() throws Exception {
        try (Configuration read = read(VALID)) {
            Files.delete(directory.resolve("failover.yaml"));
            assertThat(read.written().sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(VALID.getBytes(StandardCharsets.UTF_8))));
        }
    }
}
