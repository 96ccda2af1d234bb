package dev.failover.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.backup.Backup.StoredFile;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A sample of a snapshot's files")
class SampleTest {
    private static Sample sample(long seed, long mostBytes, int files, long size) {
        Sample sample = new Sample(seed, mostBytes);
        for (int i = 0; i < files; i++) {
            sample.add(new StoredFile("in " + i % 7 + "/file" + i, size, Instant.EPOCH));
        }
        return sample;
    }

    @Test
    @DisplayName("is all of them if they fit")
    void all() {
        Sample sample = sample(1, 1000, 10, 100);
        assertThat(sample.isAll()).isTrue();
        assertThat(sample.drawn()).hasSize(10);
        assertThat(sample.bytes()).isEqualTo(1000);
    }

    @Test
    @DisplayName("stays within the bytes and the count, and knows of how many it is one")
    void bounds() {
        Sample sample = sample(1, 1050, 5000, 100);
        assertThat(sample.isAll()).isFalse();
        assertThat(sample.drawn()).hasSize(10);
        assertThat(sample.files()).isEqualTo(5000);
        assertThat(sample.bytes()).isEqualTo(500_000);
        assertThat(sample(1, 1L << 40, 5000, 100).drawn()).hasSize(Sample.MOST_FILES);
    }

    @Test
    @DisplayName("is another one by another seed, the same by the same, and has each file some day")
    void lots() {
        assertThat(sample(5, 2000, 100, 100).drawn())
                .isEqualTo(sample(5, 2000, 100, 100).drawn());
        Set<StoredFile> seen = new HashSet<>();
        for (long seed = 0; seed < 60; seed++) {
            seen.addAll(sample(seed, 2000, 100, 100).drawn());
        }
        assertThat(seen).hasSize(100);
    }

    @Test
    @DisplayName("has no file that is too large, or whose name can't be said")
    void leftOut() {
        Sample sample = new Sample(1, 100);
        sample.add(new StoredFile("large", 101, Instant.EPOCH));
        sample.add(new StoredFile("odd\uFFFD", 1, Instant.EPOCH));
        sample.add(new StoredFile("small", 1, Instant.EPOCH));
        assertThat(sample.drawn()).extracting(StoredFile::path).containsExactly("small");
        assertThat(sample.isAll()).isFalse();
    }
}
