package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.UnavailableException;
import dev.failover.sync.ReplicaAge.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The age of a replica")
class ReplicaAgeTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private void leave(String dataSet, Instant scanStarted) throws Exception {
        Watermark watermark = new Watermark(dataSet, "a1", 1, 1, scanStarted, 1, 1, Optional.empty());
        Files.createDirectories(directory.resolve(".failover"));
        Files.writeString(directory.resolve(".failover/watermark"), watermark.text());
    }

    private Reading read() throws InterruptedException {
        return ReplicaAge.of(DataSet.of("webroot", directory)).read(TIMEOUT);
    }

    @Test
    @DisplayName("counts from the start of the scan of the latest complete run")
    void counts() throws Exception {
        leave("webroot", NOW.minusSeconds(12));
        assertThat(read().age(NOW)).contains(Duration.ofSeconds(12));
        assertThat(read().age(NOW.plusSeconds(60))).contains(Duration.ofSeconds(72));
        assertThat(read().sentence(NOW)).isEqualTo("the replica is 12s old");
    }

    @Test
    @DisplayName("is not known without a watermark, nor with one of another data set")
    void unknown() throws Exception {
        assertThat(read().age(NOW)).isEmpty();
        assertThat(read().sentence(NOW)).contains("never mirrored completely");
        leave("mail", NOW);
        assertThat(read().age(NOW)).isEmpty();
        assertThat(read().sentence(NOW)).contains("there is mail where webroot should be");
    }

    @Test
    @DisplayName("is not known when the source's clock is ahead, but for what clocks always differ by")
    void clocks() throws Exception {
        leave("webroot", NOW.plusSeconds(2));
        assertThat(read().age(NOW)).isEmpty();
        assertThat(read().sentence(NOW)).contains("one of the two clocks is wrong");
        leave("webroot", NOW.plusMillis(500));
        assertThat(read().age(NOW)).contains(Duration.ZERO);
    }

    /** What a transport reads, at times of the reader's clock. */
    private static final class Notes implements FileSync {
        private String text = "";

        void leave(Instant scanStarted, Instant written) {
            Watermark watermark = new Watermark("webroot", "a1", 1, 1, scanStarted, 1, 1, Optional.empty());
            text = new WatermarkNote(watermark, Optional.of(written), FileCounts.NONE.and(written, 1), Optional.empty())
                    .text();
        }

        @Override
        public Optional<String> readNote(String name, Duration timeout) {
            return Optional.of(text);
        }

        @Override
        public MirrorReport mirror(MirrorRequest request, MirrorListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void writeNote(String name, String content, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void execute(List<String> command, Duration timeout) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    @DisplayName("over a transport is not believed because the time has come that a source's wrong clock gave it")
    void aheadOverATransport() throws Exception {
        Notes notes = new Notes();
        Instant[] now = {NOW};
        ReplicaAge age = new RemoteReplicaAge("webroot", notes, () -> now[0]);
        Duration ahead = Duration.ofMinutes(10);
        notes.leave(NOW.plus(ahead), NOW.plus(ahead).plusSeconds(1));
        assertThat(age.read(TIMEOUT).age(now[0])).isEmpty();
        now[0] = NOW.plus(ahead).plusSeconds(15);
        assertThat(age.read(TIMEOUT).age(now[0]))
                .as("615s old, and 15s by the source's clock")
                .isEmpty();
        assertThat(age.read(TIMEOUT).sentence(now[0])).contains("one of the two clocks is wrong");
        // Another one appears between two looks, as is known whatever it says.
        notes.leave(now[0].plus(ahead), now[0].plus(ahead).plusSeconds(1));
        Instant looked = now[0];
        now[0] = now[0].plusSeconds(5);
        assertThat(age.read(TIMEOUT).asOf()).contains(looked.minusSeconds(1));
        now[0] = now[0].plusSeconds(3600);
        assertThat(age.read(TIMEOUT).age(now[0])).contains(Duration.ofSeconds(3606));
    }

    @Test
    @DisplayName("over a transport counts from the scan where the clocks agree")
    void overATransport() throws Exception {
        Notes notes = new Notes();
        Instant[] now = {NOW};
        ReplicaAge age = new RemoteReplicaAge("webroot", notes, () -> now[0]);
        for (int run = 0; run < 3; run++) {
            notes.leave(now[0].minusSeconds(7), now[0].minusSeconds(3));
            assertThat(age.read(TIMEOUT).age(now[0]).orElseThrow())
                    .isBetween(Duration.ofSeconds(7), Duration.ofSeconds(9));
            now[0] = now[0].plusSeconds(5);
        }
    }

    @Test
    @DisplayName("of several is that of the oldest, and not known unless it is of each (S10)")
    void oldest() throws Exception {
        ReplicaAge young = timeout -> Reading.of(NOW.minusSeconds(1));
        ReplicaAge old = timeout -> Reading.of(NOW.minusSeconds(100));
        ReplicaAge none = timeout -> Reading.unknown("never mirrored");
        ReplicaAge future = timeout -> Reading.of(NOW.plusSeconds(100));
        ReplicaAge failing = timeout -> {
            throw new UnavailableException("cut off");
        };
        assertThat(ReplicaAge.oldestOf(List.of(young, old, young)).read(TIMEOUT).age(NOW))
                .contains(Duration.ofSeconds(100));
        assertThat(ReplicaAge.oldestOf(List.of(young, none)).read(TIMEOUT).age(NOW))
                .isEmpty();
        assertThat(ReplicaAge.oldestOf(List.of(old, future)).read(TIMEOUT).age(NOW))
                .isEmpty();
        assertThat(ReplicaAge.oldestOf(List.of(young, failing)).read(TIMEOUT).sentence(NOW))
                .contains("cut off");
    }
}
