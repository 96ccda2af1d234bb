package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync.Stretch;
import dev.failover.sync.FileSync.Verifying;
import dev.failover.sync.MirrorEvent.Kind;
import dev.failover.testkit.ManualScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A mirror that is verified")
class VerifiedMirrorTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration RESCAN = Duration.ofMinutes(30);
    private static final Duration EVERY = Duration.ofHours(6);
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int SLOW = 10_000;

    @TempDir
    Path temporary;

    /** Later than any file of the test. */
    private final ManualScheduler time = new ManualScheduler(Instant.now().plus(Duration.ofHours(1)));

    private final VirtualTime blocking = new VirtualTime(time);
    private final ScriptedWatch.Supply watch = new ScriptedWatch.Supply();
    private final List<MirrorEvent> events = new ArrayList<>();
    private Path source;
    private Path target;
    private FaultySync sync;
    private @Nullable ContinuousMirror continuous;

    @BeforeEach
    void trees() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("target");
        sync = new FaultySync(target);
        for (int i = 0; i < 5; i++) {
            Files.writeString(source.resolve("page" + i), "page " + i);
        }
    }

    private DataMirror mirror() {
        return DataMirror.builder()
                .dataSet(DataSet.of("webroot", source))
                .target(sync)
                .time(blocking)
                .prepareAtFirstContact(true)
                .build();
    }

    private ContinuousMirror start(long bytesPerSecond) {
        ContinuousMirror started = ContinuousMirror.builder()
                .mirror(mirror())
                .rescan(RESCAN)
                .verifyEvery(EVERY)
                .verifyRate(bytesPerSecond)
                .watches(watch)
                .listener(events::add)
                .build();
        continuous = started;
        started.start(time);
        time.advance(SOON);
        return started;
    }

    private void damage(String name) throws Exception {
        Path file = target.resolve(name);
        FileTime modified = Files.getLastModifiedTime(file);
        byte[] content = Files.readAllBytes(file);
        content[0] ^= 1;
        Files.write(file, content);
        Files.setLastModifiedTime(file, modified);
    }

    private List<Kind> told() {
        return events.stream()
                .map(MirrorEvent::kind)
                .filter(kind -> kind == Kind.HEALED || kind == Kind.PROVEN || kind == Kind.UNPROVEN)
                .toList();
    }

    private Set<String> verifiedNames() {
        return sync.verified.stream()
                .flatMap(Set::stream)
                .map(Path::toString)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void large(int files) throws Exception {
        for (int i = 0; i < files; i++) {
            Files.write(source.resolve("large" + i), new byte[MEBIBYTE]);
        }
    }

    @Test
    @DisplayName("finds and heals what size and time can't show, tells it once, and dates the proof")
    void heals() throws Exception {
        ContinuousMirror started = start(MEBIBYTE);
        assertThat(told()).containsExactly(Kind.PROVEN);
        damage("page1");
        damage("page3");
        time.advance(RESCAN.plus(SOON));
        assertThat(target.resolve("page1")).as("after a complete run").content().isNotEqualTo("page 1");
        Instant first =
                started.status().content().orElseThrow().proof().orElseThrow().began();
        time.advance(EVERY);
        assertThat(target.resolve("page1")).hasContent("page 1");
        assertThat(target.resolve("page3")).hasContent("page 3");
        assertThat(told()).containsExactly(Kind.PROVEN, Kind.HEALED, Kind.PROVEN);
        assertThat(events.stream().filter(event -> event.kind() == Kind.HEALED))
                .allSatisfy(event -> assertThat(event.text()).contains("page1, page3"));
        Proof proof = started.status().content().orElseThrow().proof().orElseThrow();
        assertThat(proof.began()).isEqualTo(first.plus(EVERY));
        assertThat(proof.files()).isEqualTo(5);
        assertThat(proof.bytes()).isEqualTo(30);
        assertThat(proof.healed()).isEqualTo(2);
        DataSet replica = DataSet.of("webroot", target);
        assertThat(replica.proof()).as("what is known where the replica is").contains(proof);
        replica.promote(9);
        assertThat(replica.proof()).as("of what is the source now").isEmpty();
    }

    @Test
    @DisplayName(
            "is never verified while it makes a run, and makes none meanwhile; a change has its turn after a portion")
    void takesTurns() throws Exception {
        large(6);
        List<String> story = new ArrayList<>();
        sync.during = () -> story.add("run");
        sync.duringVerification = () -> {
            int before = sync.runs.size();
            watch.changed("page1");
            blocking.spend(Duration.ofSeconds(1));
            story.add("portion");
            assertThat(sync.runs).hasSize(before);
        };
        start(MEBIBYTE);
        time.advance(Duration.ofSeconds(20));
        assertThat(story).startsWith("run", "portion", "run", "portion", "run", "portion", "run");
        assertThat(told()).containsExactly(Kind.PROVEN);
    }

    @Test
    @DisplayName("keeps the replica as young as without, but for a portion, however long all of them take")
    void replicaAge() throws Exception {
        large(50);
        Duration portion = Duration.ofSeconds(5);
        List<Duration> complete = new ArrayList<>();
        sync.during = () -> {
            if (sync.runs.get(sync.runs.size() - 1).paths().isEmpty()) {
                complete.add(time.elapsed());
            }
        };
        sync.duringVerification = () -> blocking.spend(portion);
        start(SLOW / 10);
        time.advance(Duration.ofHours(3));
        assertThat(told()).as("proven by then").isEmpty();
        assertThat(sync.verified).as("portions").hasSizeGreaterThan(50);
        assertThat(complete).hasSizeBetween(6, 8);
        for (int i = 1; i < complete.size(); i++) {
            assertThat(complete.get(i).minus(complete.get(i - 1))).isLessThanOrEqualTo(RESCAN.plus(portion));
        }
    }

    @Test
    @DisplayName("reads no faster than its rate")
    void rate() throws Exception {
        large(10);
        start(SLOW);
        time.advance(Duration.ofMinutes(5));
        assertThat(sync.stretches.stream()
                        .mapToLong(stretch -> Math.min(stretch.length(), MEBIBYTE))
                        .sum())
                .isLessThanOrEqualTo(SLOW * 300L + 2 * MEBIBYTE);
    }

    @Test
    @DisplayName("goes on after a restart where it was, and not from the beginning")
    void restart() throws Exception {
        large(6);
        start(SLOW).stop();
        assertThat(verifiedNames()).containsExactly("large0");
        sync.verified.clear();
        start(SLOW);
        time.advance(Duration.ofMinutes(4));
        assertThat(verifiedNames()).first().isEqualTo("large1");
        assertThat(verifiedNames()).doesNotContain("large0");
        time.advance(Duration.ofHours(2));
        assertThat(told()).containsExactly(Kind.PROVEN);
        assertThat(events.stream().filter(event -> event.kind() == Kind.PROVEN))
                .allSatisfy(event -> assertThat(event.text()).contains("11 files"));
    }

    @Test
    @DisplayName("knows after a restart what was proven, and does not begin again before it is time")
    void remembers() throws Exception {
        start(MEBIBYTE).stop();
        sync.verified.clear();
        ContinuousMirror again = start(MEBIBYTE);
        assertThat(sync.verified).isEmpty();
        assertThat(again.status().content().orElseThrow().proof()).isPresent();
        time.advance(EVERY);
        assertThat(sync.verified).isNotEmpty();
    }

    @Test
    @DisplayName("compares a large file bit by bit where the transport can, and as a whole where it can't")
    void largeFiles() throws Exception {
        Files.write(source.resolve("large"), new byte[5 * MEBIBYTE]);
        start(100 * MEBIBYTE);
        time.advance(Duration.ofMinutes(1));
        assertThat(sync.stretches).contains(new Stretch(0, MEBIBYTE));
        assertThat(told()).containsExactly(Kind.PROVEN);
        sync.stretches.clear();
        sync.verifying = Verifying.WHOLE_FILES;
        time.advance(EVERY.plusMinutes(1));
        assertThat(sync.stretches).containsOnly(Stretch.ALL);
        assertThat(told()).containsExactly(Kind.PROVEN, Kind.PROVEN);
    }

    @Test
    @DisplayName("is not verified once the target became the source itself")
    void otherDirection() throws Exception {
        start(MEBIBYTE);
        sync.verified.clear();
        DataSet.of("webroot", target).promote(5);
        damage("page1");
        time.advance(EVERY.plus(RESCAN));
        assertThat(sync.verified).isEmpty();
        assertThat(target.resolve("page1")).content().isNotEqualTo("page 1");
    }

    @Test
    @DisplayName("is left alone while runs fail, and goes on after that")
    void failingRuns() throws Exception {
        large(6);
        ContinuousMirror started = start(SLOW);
        sync.failure = new UnavailableException("the line is down");
        watch.changed("page1");
        time.advance(Duration.ofMinutes(10));
        assertThat(started.status().problem()).isEqualTo("the line is down");
        assertThat(started.status().content().orElseThrow().problem()).isEmpty();
        sync.failure = null;
        time.advance(Duration.ofHours(2));
        assertThat(told()).containsExactly(Kind.PROVEN);
    }

    @Test
    @DisplayName("tells when nothing was proven for too long, and why; and proves it once it can")
    void unproven() {
        sync.verificationFailure = new UnavailableException("read errors at the target");
        ContinuousMirror started = start(MEBIBYTE);
        time.advance(EVERY.multipliedBy(2).plus(RESCAN));
        assertThat(told()).containsExactly(Kind.UNPROVEN);
        assertThat(events.stream().filter(event -> event.kind() == Kind.UNPROVEN))
                .allSatisfy(event -> assertThat(event.text()).contains("read errors at the target"));
        assertThat(started.status().content().orElseThrow().problem()).isEqualTo("read errors at the target");
        assertThat(sync.verified).as("tries within 12 hours").hasSizeBetween(10, 30);
        sync.verificationFailure = null;
        time.advance(Duration.ofHours(1));
        assertThat(told()).containsExactly(Kind.UNPROVEN, Kind.PROVEN);
    }

    @Test
    @DisplayName("stays told of what it healed when the note about it can't be written")
    void healedAndNotNoted() throws Exception {
        start(MEBIBYTE);
        damage("page1");
        sync.duringVerification = () -> {
            sync.duringVerification = () -> {};
            sync.notesBeforeFailure = 0;
        };
        time.advance(EVERY.plus(RESCAN));
        assertThat(target.resolve("page1")).hasContent("page 1");
        assertThat(told()).containsExactly(Kind.PROVEN, Kind.HEALED, Kind.PROVEN);
    }

    @Test
    @DisplayName("does not take for damage what is written to while it is read")
    void changesMeanwhile() throws Exception {
        DataMirror byHand = DataMirror.builder()
                .dataSet(DataSet.of("webroot", source))
                .target(sync)
                .prepareAtFirstContact(true)
                .build();
        byHand.everything(MirrorListener.NONE);
        FileTime modified = Files.getLastModifiedTime(source.resolve("page1"));
        sync.duringVerification = () -> {
            try {
                Files.writeString(source.resolve("page1"), "PAGE 1");
                Files.setLastModifiedTime(source.resolve("page1"), modified);
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        };
        assertThat(byHand.verify().healed()).isZero();
        assertThat(target.resolve("page1")).hasContent("PAGE 1");
        sync.duringVerification = () -> {};
        damage("page2");
        assertThat(byHand.verify().healed()).isEqualTo(1);
    }

    @Test
    @DisplayName("is refused where it can't be, and more often than once an hour")
    void refused() {
        sync.verifying = Verifying.NOTHING;
        assertThatThrownBy(() -> start(MEBIBYTE))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("verify-every")
                .hasMessageContaining("transport");
        sync.verifying = Verifying.STRETCHES;
        assertThatThrownBy(() -> ContinuousMirror.builder()
                        .mirror(mirror())
                        .verifyEvery(Duration.ofMinutes(59))
                        .verifyRate(0)
                        .build())
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("verify-every")
                .hasMessageContaining("verify-rate");
    }
}
