package dev.failover.evidence;

import static dev.failover.evidence.Collectors.bringing;
import static dev.failover.evidence.Collectors.source;
import static dev.failover.evidence.Collectors.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Finding.Severity;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.evidence.EvidenceCollection.Source;
import dev.failover.evidence.EvidenceCollector.Reach;
import dev.failover.evidence.EvidenceStore.Keep;
import dev.failover.evidence.Manifest.Asked;
import dev.failover.evidence.Manifest.Kept;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Collecting evidence")
class EvidenceCollectionTest {
    private static final Incident INCIDENT =
            new Incident("www", 7, "prod", ManualScheduler.START, "prod is down: connection refused");

    @TempDir
    Path directory;

    private final ManualScheduler time = new ManualScheduler();
    private EvidenceBudget budget = EvidenceBudget.defaults();
    private Redaction redaction = Redaction.of(List.of(), List.of());

    private EvidenceStore store(InstantSource clock) {
        return new EvidenceStore(directory.resolve("evidence"), Keep.defaults(), clock);
    }

    private CompletableFuture<Outcome<Manifest>> begin(Scheduler scheduler, Source... sources) {
        CompletableFuture<Outcome<Manifest>> done = new CompletableFuture<>();
        new EvidenceCollection(scheduler, store(scheduler), budget, redaction)
                .begin(INCIDENT, Arrays.asList(sources), Optional::empty, done::complete);
        return done;
    }

    private Manifest collect(Source... sources) {
        CompletableFuture<Outcome<Manifest>> done = begin(time, sources);
        time.runUntil(done::isDone, Duration.ofMinutes(5));
        return done.join().fold(manifest -> manifest, failure -> {
            throw new AssertionError(failure);
        });
    }

    private Path file(String name) {
        return directory.resolve("evidence/www-7").resolve(name);
    }

    @Test
    @DisplayName("keeps what was brought, and says of each item where it comes from and what it was")
    void keeps() throws Exception {
        Manifest manifest = collect(source("host", Reach.IN_BAND, (incident, sink, timeout) -> {
            EvidenceSink.Item item = sink.item("dmesg", "ssh web1 dmesg");
            write(item, "Out of memory\n");
            item.exit(0);
        }));
        Kept item = manifest.items().get(0);
        assertThat(item.file()).isEqualTo("host-dmesg");
        assertThat(item.source()).isEqualTo("ssh web1 dmesg");
        assertThat(item.exit()).contains(0);
        assertThat(item.bytes()).isEqualTo(14);
        assertThat(item.sha256()).isEqualTo("3f7090924c6fa550e5949f77c01f01eee3001d2f8914a49daa2fdeafc7951986");
        assertThat(file("host-dmesg")).hasContent("Out of memory\n");
        assertThat(manifest.isComplete()).isTrue();
        assertThat(store(time).find("www-7")).contains(manifest);
        assertThat(Files.getPosixFilePermissions(file("host-dmesg"))).hasSize(2);
    }

    @Test
    @DisplayName("asks those on the machine after those beside it, and all of a wave at once")
    void waves() {
        List<String> asked = new ArrayList<>();
        Manifest manifest = collect(
                source("core", Reach.IN_BAND, (incident, sink, timeout) -> asked.add("core")),
                source("console", Reach.OUT_OF_BAND, (incident, sink, timeout) -> asked.add("console")),
                source("state", Reach.OUT_OF_BAND, (incident, sink, timeout) -> asked.add("state")));
        assertThat(asked).containsExactly("console", "state", "core");
        assertThat(manifest.collectors()).extracting(Asked::name).containsExactly("core", "console", "state");
    }

    @Test
    @DisplayName("ends within its time though collectors hang, and leaves time for those on the machine")
    void hanging() {
        time.hang(name -> name.startsWith("collecting evidence") && name.endsWith("hangs"));
        Manifest manifest = collect(
                source("one-hangs", Reach.OUT_OF_BAND, (incident, sink, timeout) -> {}),
                new Source(
                        "two-hangs",
                        Collectors.collector(Reach.OUT_OF_BAND, (incident, sink, timeout) -> {}),
                        Duration.ofMinutes(10),
                        1 << 20),
                source("three-hangs", Reach.IN_BAND, (incident, sink, timeout) -> {}),
                source("log", Reach.IN_BAND, bringing("messages", "evidence")));
        assertThat(time.elapsed()).isLessThanOrEqualTo(budget.time());
        assertThat(manifest.isComplete()).isFalse();
        assertThat(file("log-messages")).hasContent("evidence");
        assertThat(manifest.missing())
                .containsExactly(
                        "one-hangs: collecting evidence by one-hangs did not end within 20s",
                        "two-hangs: collecting evidence by two-hangs did not end within 30s",
                        "three-hangs: collecting evidence by three-hangs did not end within 20s");
    }

    @Test
    @DisplayName("keeps what came before a collector failed, and tells why without what is secret")
    void partial() {
        redaction = Redaction.of(List.of(Secret.of("s3cret-key")), List.of());
        Manifest manifest = collect(
                source("log", Reach.IN_BAND, (incident, sink, timeout) -> {
                    write(sink.item("messages", "cat --key s3cret-key"), "before s3cret-key");
                    throw new RejectedException("refused s3cret-key\u001b[2J");
                }),
                source("bug", Reach.IN_BAND, (incident, sink, timeout) -> {
                    throw new IllegalStateException("s3cret-key");
                }),
                source("error", Reach.IN_BAND, (incident, sink, timeout) -> {
                    throw new AssertionError("s3cret-key");
                }));
        assertThat(file("log-messages")).hasContent("before ***");
        assertThat(manifest.items().get(0).source()).isEqualTo("cat --key ***");
        assertThat(manifest.redacted()).isEqualTo(1);
        assertThat(manifest.missing())
                .containsExactly(
                        "log: refused ***",
                        "bug: a bug: java.lang.IllegalStateException",
                        "error: a bug: java.lang.IllegalStateException");
        assertThat(file("manifest.json")).content().doesNotContain("s3cret");
    }

    @Test
    @DisplayName("keeps the end of what is long, and of all together no more than there is room")
    void limits() {
        budget = new EvidenceBudget(Duration.ofMinutes(1), 1 << 20);
        Manifest manifest = collect(
                source("a", Reach.OUT_OF_BAND, bringing("long", "x".repeat(3 << 20) + "\nend\n")),
                source("b", Reach.IN_BAND, bringing("none", "nothing left for it\n")));
        Kept tail = manifest.items().get(0);
        assertThat(tail.bytes()).isEqualTo(1 << 20);
        assertThat(tail.dropped()).isEqualTo((2 << 20) + 5);
        assertThat(file("a-long")).content().endsWith("x\nend\n");
        assertThat(manifest.bytes()).isEqualTo(1 << 20);
        assertThat(manifest.missing()).containsExactly("b-none: there was no room left for it");
    }

    @Test
    @DisplayName("gives files plain names, whatever a collector calls them")
    void names() {
        Manifest manifest = collect(source("c", Reach.IN_BAND, (incident, sink, timeout) -> {
            for (String name : List.of("../../etc/passwd", "a\u001b]0;b\u0007\nc", "log", "log", "", "x".repeat(500))) {
                write(sink.item(name, name), name);
            }
        }));
        assertThat(manifest.items())
                .extracting(Kept::file)
                .containsExactly("c-.._.._etc_passwd", "c-a__0_b__c", "c-log", "c-log-2", "c-", "c-" + "x".repeat(60));
        assertThat(manifest.items())
                .extracting(Kept::source)
                .allMatch(text -> text.chars().noneMatch(Character::isISOControl));
    }

    @Test
    @DisplayName("whoever still writes after its time is told so, and changes nothing")
    void late() throws Exception {
        budget = new EvidenceBudget(Duration.ofMillis(300), 1 << 20);
        CountDownLatch over = new CountDownLatch(1);
        try (Scheduler scheduler = Scheduler.system()) {
            Manifest manifest = begin(scheduler, source("endless", Reach.IN_BAND, (incident, sink, timeout) -> {
                        EvidenceSink.Item item = sink.item("zeros", "cat /dev/zero");
                        try {
                            for (; ; ) {
                                write(item, "0".repeat(1000));
                            }
                        } finally {
                            over.countDown();
                        }
                    }))
                    .get(20, TimeUnit.SECONDS)
                    .fold(ended -> ended, failure -> {
                        throw new AssertionError(failure);
                    });
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(manifest.isComplete()).isFalse();
            assertThat(manifest.bytes()).isPositive().isLessThanOrEqualTo(1 << 20);
            assertThat(store(scheduler).verify("www-7", sequence -> Optional.empty()))
                    .noneMatch(finding -> finding.severity() == Severity.ERROR);
        }
    }

    @Test
    @DisplayName("a second time for one incident is refused, and leaves the first as it is")
    void twice() {
        Manifest first = collect(source("log", Reach.IN_BAND, bringing("messages", "first")));
        CompletableFuture<Outcome<Manifest>> second =
                begin(time, source("log", Reach.IN_BAND, bringing("messages", "second")));
        time.runUntil(second::isDone, Duration.ofMinutes(5));
        assertThat(second.join()).isInstanceOf(Outcome.Failure.class);
        assertThat(store(time).find("www-7")).contains(first);
        assertThat(file("log-messages")).hasContent("first");
    }

    @Test
    @DisplayName("a source, and a budget, out of range are refused by name")
    void ranges() {
        EvidenceCollector collector = Collectors.collector(Reach.IN_BAND, (incident, sink, timeout) -> {});
        assertThatThrownBy(() -> new Source("a/b", collector, Duration.ZERO, 1))
                .hasMessageContaining("name")
                .hasMessageContaining("timeout")
                .hasMessageContaining("max-size");
        assertThatThrownBy(() -> new EvidenceBudget(Duration.ofHours(2), 1)).hasMessageContaining("time");
    }
}
