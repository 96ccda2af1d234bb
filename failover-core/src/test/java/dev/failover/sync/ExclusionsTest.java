package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Exclusions")
class ExclusionsTest {
    /** A path that ends with a slash is that of a directory. */
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "*.tmp, a.tmp, true",
        "*.tmp, deep/er/a.tmp, true",
        "*.tmp, a.tmp/inside, true",
        "*.tmp, a.tmpx, false",
        "*.tmp, .tmp, true",
        "cache, cache, true",
        "cache, a/cache/b, true",
        "cache, mycache, false",
        "cache, cache2/b, false",
        "cache/, cache/, true",
        "cache/, cache, false",
        "cache/, a/cache/b, true",
        "cache/, a/cache, false",
        "/log, log, true",
        "/log, log/today, true",
        "/log, app/log, false",
        "/app/log, app/log, true",
        "app/log, my/app/log, true",
        "app/log, myapp/log, false",
        "/app/*.bak, app/a.bak, true",
        "/app/*.bak, app/a/b.bak, false",
        "/app/**.bak, app/a/b.bak, true",
        "data/**/z, data/a/b/z, true",
        "data/**/z, data/z, false",
        "a?c, abc, true",
        "a?c, a/c, false",
        "a?c, ac, false",
        "a.c, abc, false",
        "{a}, {a}, true",
        "+ a, a, false",
        "#1, #1, true",
        "é*, été, true",
        "x, './x', true",
        "x, a/../x, true",
    })
    void matches(String pattern, String path, boolean excluded) {
        Exclusions exclusions = Exclusions.of(List.of("never", pattern));
        assertThat(exclusions.exclude(Path.of(path), path.endsWith("/"))).isEqualTo(excluded);
    }

    @Test
    @DisplayName("that are none exclude nothing")
    void none() {
        assertThat(Exclusions.of(List.of())).isSameAs(Exclusions.NONE);
        assertThat(Exclusions.NONE.exclude(Path.of("anything"), true)).isFalse();
    }

    @Test
    @DisplayName("keep a name with a line break in mind")
    void lineBreaks() {
        assertThat(Exclusions.of(List.of("*.tmp")).exclude(Path.of("two\nlines.tmp"), false))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/", "[ab]", "a\\b", "two\nlines", "a\rb"})
    @DisplayName("refuse what names nothing, or would mean something else to rsync")
    void refused(String pattern) {
        assertThatThrownBy(() -> Exclusions.of(List.of(pattern))).isInstanceOf(IllegalArgumentException.class);
    }
}
