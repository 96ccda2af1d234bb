package dev.failover.agent.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.dns.DnsProvider;
import dev.failover.notify.Notification;
import dev.failover.ovh.OvhImitation;
import dev.failover.testkit.ManualScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What vendors grant is looked at on a quiet day")
class VendorWatchTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SURE = Duration.ofMinutes(90);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Map<String, Watched> wanted = new LinkedHashMap<>();
    private final List<Notification> told = new ArrayList<>();
    private final List<Instant> looks = new ArrayList<>();
    private boolean switching;
    private int turns;
    private List<Finding> found = List.of(Finding.ok("zone beerus.fr", "found"));

    @TempDir
    Path directory;

    private VendorWatch begin(String subject, Inspectable component) {
        wanted.put(subject, new Watched(subject, component, List.of("phone")));
        VendorWatch watch = new VendorWatch(
                scheduler,
                () -> wanted,
                () -> DAY,
                new VendorStore(directory),
                () -> {
                    turns++;
                    return switching;
                },
                (over, news) -> told.add(news),
                new Random(4));
        watch.start();
        return watch;
    }

    private VendorWatch begin() {
        return begin("provider dns", timeout -> {
            looks.add(scheduler.instant());
            return found;
        });
    }

    private List<String> titles() {
        return told.stream().map(Notification::title).toList();
    }

    @Test
    @DisplayName("a right that was revoked is told once, by its name, and is over when it is back")
    void revoked() throws Exception {
        try (OvhImitation ovh = OvhImitation.start("beerus.fr");
                DnsProvider provider = ovh.provider().build()) {
            begin("provider ovh", (Inspectable) provider);
            scheduler.advance(Duration.ofMinutes(15));
            assertThat(ovh.requests())
                    .as("asked, and nothing written")
                    .isNotEmpty()
                    .allMatch(each -> each.startsWith("GET"));

            ovh.accessRules("GET /*", "POST /*");
            scheduler.advance(DAY.plusHours(4));
            assertThat(titles()).containsExactly("provider ovh would fail when it is needed: access rules");
            assertThat(told.get(0).text()).contains("consumer-key lacks \"PUT /domain/zone/beerus.fr/record/*\"");
            assertThat(told.get(0).text()).doesNotContain(OvhImitation.CONSUMER_KEY);
            scheduler.advance(DAY.multipliedBy(2));
            assertThat(told).hasSize(1);

            ovh.accessRules("GET /*", "POST /*", "PUT /*");
            scheduler.advance(Duration.ofHours(2));
            assertThat(titles()).hasSize(2).last().isEqualTo("provider ovh is well again");
            assertThat(told.get(1).endsIncident()).isTrue();
            assertThat(told.get(1).incident()).isEqualTo(told.get(0).incident());
        }
    }

    @Test
    @DisplayName("once a day, give or take a tenth, also over restarts")
    void pace() {
        VendorWatch first = begin();
        scheduler.advance(DAY.multipliedBy(3).plusHours(12));
        assertThat(looks).hasSize(4);
        for (int i = 1; i < looks.size(); i++) {
            assertThat(Duration.between(looks.get(i - 1), looks.get(i)))
                    .isBetween(
                            DAY.multipliedBy(9).dividedBy(10),
                            DAY.multipliedBy(11).dividedBy(10).plusMinutes(1));
        }
        assertThat(Duration.between(looks.get(1), looks.get(2)))
                .isNotEqualTo(Duration.between(looks.get(2), looks.get(3)));
        VendorRecord known = new VendorStore(directory).read().get("provider dns");
        assertThat(known).isNotNull();
        assertThat(known.latest()).contains(looks.get(3));
        first.close();
    }

    @Test
    @DisplayName("what passes by itself is not told")
    void passing() {
        begin();
        scheduler.advance(Duration.ofMinutes(15));
        found = List.of(Finding.error("zone beerus.fr", "can't be reached"));
        while (looks.size() < 3) {
            scheduler.advance(Duration.ofMinutes(1));
        }
        found = List.of(Finding.ok("zone beerus.fr", "found"));
        scheduler.advance(DAY);
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("a second right is told too, and all is over at once")
    void more() {
        found = List.of(Finding.error("rights", "lacks the first"));
        begin();
        scheduler.advance(SURE);
        found = List.of(Finding.error("rights", "lacks the first"), Finding.error("rights", "lacks the second"));
        scheduler.advance(SURE.multipliedBy(3));
        assertThat(told).hasSize(2);
        assertThat(told.get(1).text()).contains("lacks the second").doesNotContain("lacks the first");
        found = List.of(Finding.error("rights", "lacks the first"));
        scheduler.advance(SURE);
        assertThat(told).hasSize(2);
        found = List.of();
        scheduler.advance(SURE);
        assertThat(titles()).hasSize(3).last().isEqualTo("provider dns is well again");
    }

    @Test
    @DisplayName("warnings that were there from the first look on are not told, but those that come, and what ends")
    void warnings() {
        found = List.of(Finding.warning("url", "is not https"));
        begin();
        scheduler.advance(SURE);
        assertThat(told).isEmpty();
        found = List.of(Finding.warning("url", "is not https"), Finding.warning("status", "can't be read any more"));
        scheduler.advance(DAY.plus(SURE).plusHours(3));
        assertThat(told).hasSize(1);
        assertThat(told.get(0).text())
                .contains("status: can't be read any more")
                .doesNotContain("https");
    }

    @Test
    @DisplayName("a key that is about to expire is told from the first look on")
    void ending() {
        found = List.of(Finding.ending(
                "credential", "expires in 9d", scheduler.instant().plus(Duration.ofDays(9))));
        begin();
        scheduler.advance(SURE);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).text()).contains("credential: expires in 9d");
    }

    @Test
    @DisplayName("nobody is asked within a switch, and what is asked then is left")
    void switching() {
        switching = true;
        VendorWatch watch = begin();
        scheduler.advance(DAY);
        assertThat(looks).isEmpty();
        switching = false;
        List<String> begun = new ArrayList<>();
        scheduler.hang(begun::add);
        while (begun.isEmpty()) {
            scheduler.advance(Duration.ofSeconds(2));
        }
        switching = true;
        scheduler.advance(Duration.ofSeconds(4));
        scheduler.hang(name -> false);
        switching = false;
        scheduler.advance(Duration.ofMinutes(4));
        assertThat(looks).isEmpty();
        scheduler.advance(Duration.ofMinutes(2));
        assertThat(looks).hasSize(1);
        assertThat(told).isEmpty();
        assertThat(new VendorStore(directory).read().get("provider dns").problems())
                .isEmpty();
        watch.close();
    }

    @Test
    @DisplayName("one that hangs is left behind, told, and keeps nobody from being looked at")
    void hanging() {
        wanted.put(
                "backup offsite",
                new Watched("backup offsite", timeout -> List.of(Finding.ok("it", "is")), List.of("chat")));
        scheduler.hang(name -> name.contains("backup"));
        begin();
        scheduler.advance(SURE);
        assertThat(looks).hasSize(1);
        assertThat(titles()).containsExactly("backup offsite would fail when it is needed: backup offsite");
        assertThat(told.get(0).text()).contains("did not end within 30s");
    }

    @Test
    @DisplayName("what was told is not told again by the next agent, and is over when it is not looked at any more")
    void restarted() throws Exception {
        found = List.of(Finding.error("rights", "lacks the first"));
        VendorWatch first = begin();
        scheduler.advance(SURE);
        assertThat(told).hasSize(1);
        String kept = Files.readString(directory.resolve("vendors.json"));
        first.close();

        ManualScheduler later = new ManualScheduler(scheduler.instant().plus(DAY));
        VendorWatch second = new VendorWatch(
                later,
                () -> wanted,
                () -> DAY,
                new VendorStore(directory),
                () -> switching,
                (over, news) -> told.add(news),
                new Random(5));
        second.start();
        later.advance(SURE.multipliedBy(2));
        assertThat(looks).hasSizeGreaterThan(3);
        assertThat(told).hasSize(1);
        assertThat(kept).contains("lacks the first");
        wanted.clear();
        later.advance(Duration.ofMinutes(1));
        assertThat(titles()).hasSize(2).last().isEqualTo("provider dns is not looked at any more");
        assertThat(new VendorStore(directory).read()).isEmpty();
    }

    @Test
    @DisplayName(
            "on a quiet day, it wakes up once a minute at most, and at once when another configuration is in force")
    void quiet() {
        VendorWatch watch = begin();
        scheduler.advance(SURE);
        int before = turns;
        scheduler.advance(Duration.ofHours(1));
        assertThat(turns - before).isBetween(59, 61);
        watch.reconfigured();
        scheduler.runUntilIdle();
        assertThat(turns - before).isBetween(60, 62);
    }

    @Test
    @DisplayName("a file that holds something else is no reason not to look")
    void otherFile() throws Exception {
        for (String other : List.of("", "[]", "{\"components\": {\"provider dns\": {}}}", "\u0000")) {
            Files.writeString(directory.resolve("vendors.json"), other);
            assertThat(new VendorStore(directory).read()).as(other).isEmpty();
        }
    }
}
