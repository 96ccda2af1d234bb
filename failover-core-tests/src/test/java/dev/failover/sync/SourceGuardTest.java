package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A source is believed (S12)")
class SourceGuardTest {
    private static final Instant SCAN = Instant.parse("2026-01-31T10:20:00Z");

    @TempDir
    Path directory;

    private SourceGuard guard(int maxDeletes, int maxShrink) {
        return new SourceGuard(DataSet.of("webroot", directory), new FaultySync(directory), maxDeletes, maxShrink);
    }

    /** Of a complete run that found so many files, and of one within the day before it. */
    private static Optional<WatermarkNote> left(long files, long most) {
        Watermark watermark = new Watermark("webroot", "s", 1, 1, SCAN, files, 0, Optional.empty());
        FileCounts counts = FileCounts.NONE.and(SCAN.minusSeconds(7200), most).and(SCAN, files);
        return Optional.of(new WatermarkNote(watermark, Optional.of(SCAN), counts, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        // At the latest run, at most within a day, now, max-shrink; whether it is doubted.
        "10, 10, 10, 50, false",
        "10, 10, 99, 50, false",
        "10, 10,  5, 50, false",
        "10, 10,  4, 50, true",
        "11, 11,  5, 50, true",
        "10, 20,  9, 50, true",
        "10, 20, 10, 50, false",
        "10, 10,  9,  0, true",
        "10, 10, 10,  0, false",
        "10, 10,  1, 100, false",
        "10, 10,  0, 100, true",
        " 0,  0,  0,  50, false",
        " 0, 10,  0,  50, true",
        " 0, 10,  0, 100, false",
    })
    @DisplayName("unless it holds too few of the files that it held within a day, or none any more")
    void shrinks(long last, long most, long now, int maxShrink, boolean doubted) {
        assertThat(guard(1000, maxShrink).doubt(left(last, most), now).isPresent())
                .isEqualTo(doubted);
    }

    @Test
    @DisplayName("by whoever has not been told yet how much there was")
    void nothingKnown() {
        assertThat(guard(0, 0).doubt(Optional.empty(), 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // Deleted by runs over some paths, found now of 100, max-delete; whether it is doubted.
        "0, 90, 5, false",
        "1, 95, 5, false",
        "1, 94, 5, true",
        // As much came as went.
        "50, 100, 5, false",
    })
    @DisplayName("unless runs over some paths deleted more than one may, and as much did not come")
    void goesInParts(long deleted, long now, int maxDeletes, boolean doubted) {
        SourceGuard guard = guard(maxDeletes, 50);
        guard.deletedSome(deleted);
        assertThat(guard.doubt(left(100, 100), now).isPresent()).isEqualTo(doubted);
    }

    @ParameterizedTest
    @CsvSource({
        // Deleted since everything was looked at, missing now, max-delete, max-shrink, of 10 files; whether to look
        // first.
        "0, 0,   0,   0, false",
        "9, 0,   0,   0, false",
        "0, 3,   3,  50, false",
        "0, 4,   3,  50, true",
        "3, 1,   3,  50, true",
        "4, 1, 100,  50, false",
        "4, 2, 100,  50, true",
        "9, 1, 100, 100, true",
    })
    @DisplayName("by a run over some paths only as long as little goes")
    void looksFirst(long deleted, long missing, int maxDeletes, int maxShrink, boolean looked) {
        SourceGuard guard = guard(maxDeletes, maxShrink);
        guard.deletedSome(deleted);
        assertThat(guard.isTooMuchDeleted(left(10, 10), missing)).isEqualTo(looked);
    }

    @Test
    @DisplayName("by a run over some paths that delete nothing, but no other, before the watermark is known")
    void looksFirstAfterAStart() {
        assertThat(guard(100, 100).isTooMuchDeleted(Optional.empty(), 0)).isFalse();
        assertThat(guard(100, 100).isTooMuchDeleted(Optional.empty(), 1)).isTrue();
    }

    @Test
    @DisplayName("anew after a complete run; one that was not complete ends the count of what one run may delete only")
    void countsAnew() {
        SourceGuard guard = guard(5, 100);
        guard.deletedSome(5);
        guard.sentAll(false);
        assertThat(guard.isTooMuchDeleted(left(100, 100), 1)).isFalse();
        assertThat(guard.doubt(left(100, 100), 90)).isPresent();
        guard.sentAll(true);
        assertThat(guard.doubt(left(100, 100), 90)).isEmpty();
    }
}
