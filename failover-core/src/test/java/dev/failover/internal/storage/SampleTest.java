package dev.failover.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A sample of files")
class SampleTest {
    private static final int MOST_FILES = 500;

    private static Sample<String> sample(long seed, long mostBytes, int files, long size) {
        Sample<String> sample = new Sample<>(seed, mostBytes, MOST_FILES);
        for (int i = 0; i < files; i++) {
            String path = "in " + i % 7 + "/file" + i;
            sample.add(path, size, path, false);
        }
        return sample;
    }

    @Test
    @DisplayName("is all of them if they fit")
    void all() {
        Sample<String> sample = sample(1, 1000, 10, 100);
        assertThat(sample.isAll()).isTrue();
        assertThat(sample.drawn()).hasSize(10);
        assertThat(sample.bytes()).isEqualTo(1000);
    }

    @Test
    @DisplayName("stays within the bytes and the count, and knows of how many it is one")
    void bounds() {
        Sample<String> sample = sample(1, 1050, 5000, 100);
        assertThat(sample.isAll()).isFalse();
        assertThat(sample.drawn()).hasSize(10);
        assertThat(sample.files()).isEqualTo(5000);
        assertThat(sample.bytes()).isEqualTo(500_000);
        assertThat(sample(1, 1L << 40, 5000, 100).drawn()).hasSize(MOST_FILES);
    }

    @Test
    @DisplayName("is another one by another seed, the same by the same, and has each file some day")
    void lots() {
        assertThat(sample(5, 2000, 100, 100).drawn())
                .isEqualTo(sample(5, 2000, 100, 100).drawn());
        Set<String> seen = new HashSet<>();
        for (long seed = 0; seed < 60; seed++) {
            seen.addAll(sample(seed, 2000, 100, 100).drawn());
        }
        assertThat(seen).hasSize(100);
    }

    @Test
    @DisplayName("has no file that is too large, or whose name can't be said")
    void leftOut() {
        Sample<String> sample = new Sample<>(1, 100, MOST_FILES);
        sample.add("large", 101, "large", false);
        sample.add("odd\uFFFD", 1, "odd\uFFFD", false);
        sample.add("small", 1, "small", false);
        assertThat(sample.drawn()).containsExactly("small");
        assertThat(sample.isAll()).isFalse();
    }

    @Test
    @DisplayName("has what is preferred before anything else, as far as that fits")
    void preferred() {
        for (long seed = 0; seed < 20; seed++) {
            Sample<String> sample = new Sample<>(seed, 50, MOST_FILES);
            for (int i = 0; i < 100; i++) {
                sample.add("file" + i, 10, "file" + i, i == 42 || i == 77);
            }
            assertThat(sample.drawn()).hasSize(5).contains("file42", "file77");
            assertThat(sample.drawnBytes()).isEqualTo(50);
        }
    }
}
