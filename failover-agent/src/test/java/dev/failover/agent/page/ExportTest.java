package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.page.model.Facts;
import dev.failover.agent.page.model.PublicStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The exported page")
class ExportTest {
    @TempDir
    Path directory;

    private static void put(Path target, Scene scene) {
        Facts facts = scene.facts();
        new DirectoryTarget(target)
                .put(Export.of(PublicStatus.of(facts, Optional.of(facts.at().plus(StatusPage.VALID)))));
    }

    @Test
    @DisplayName("is whole: whatever it leads to is there, for every user to read, and nothing half-written")
    void whole() throws IOException {
        Path target = directory.resolve("not/there/yet");
        put(target, Scene.QUIET);

        String page = Files.readString(target.resolve("index.html"));
        assertThat(Pattern.compile("(?:src|href)=\"([^\"#]+)\"").matcher(page).results())
                .isNotEmpty()
                .allSatisfy(found -> assertThat(target.resolve(found.group(1))).isRegularFile());
        try (Stream<Path> files = Files.walk(target)) {
            assertThat(files.filter(Files::isRegularFile)).hasSizeGreaterThan(6).allSatisfy(file -> {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-r--r--");
                assertThat(file.getFileName().toString()).doesNotEndWith(".new");
            });
        }
    }

    @Test
    @DisplayName("says until when it is valid, in words too, and takes nobody to where the agent is")
    void validity() throws IOException {
        put(directory, Scene.QUIET);

        assertThat(directory.resolve("index.html"))
                .content()
                .contains(
                        "data-valid-until=\"2026-11-29T15:25:05Z\"",
                        "valid until <time datetime=\"2026-11-29T15:25:05Z\">29 Nov, 15:25:05 UTC</time>",
                        "http-equiv=\"Content-Security-Policy\"")
                .doesNotContain("data-live", "http://", "https://");
    }

    @Test
    @DisplayName("has no badge any more of a service that is watched no more, and leaves alone what is not its own")
    void badges() throws IOException {
        put(directory, Scene.QUIET);
        assertThat(directory.resolve("badge/blog.svg")).exists();
        Path foreign = Files.writeString(directory.resolve("robots.txt"), "mine");

        put(directory, Scene.LATCHED);

        assertThat(directory.resolve("badge/blog.svg")).doesNotExist();
        assertThat(directory.resolve("badge/www.svg")).exists();
        assertThat(foreign).hasContent("mine");
    }

    @Test
    @DisplayName("is not written through a link that somebody else has put in its place")
    void planted() throws IOException {
        Path precious = Files.writeString(directory.resolve("precious"), "mine");
        Path target = Files.createDirectory(directory.resolve("www"));
        Files.createSymbolicLink(target.resolve(".index.html.new"), precious);
        Files.createSymbolicLink(target.resolve("status.json"), precious);

        put(target, Scene.QUIET);

        assertThat(precious).hasContent("mine");
        assertThat(target.resolve("index.html")).content().contains("<html");
        assertThat(target.resolve("status.json")).isRegularFile().content().contains("components");
    }

    @Test
    @DisplayName("nor into a directory that a link leads to, and deletes nothing there")
    void plantedDirectory() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path precious = Files.writeString(elsewhere.resolve("precious.svg"), "mine");
        Path target = Files.createDirectory(directory.resolve("www"));
        Files.createSymbolicLink(target.resolve("badge"), elsewhere);

        put(target, Scene.QUIET);

        assertThat(precious).hasContent("mine");
        assertThat(elsewhere.resolve("www.svg")).doesNotExist();
        assertThat(target.resolve("badge/www.svg")).isRegularFile();
    }
}
