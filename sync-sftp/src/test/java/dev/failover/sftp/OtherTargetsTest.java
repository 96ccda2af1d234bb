package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.sync.Versions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A target that is not as OpenSSH on Linux:")
class OtherTargetsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path temporary;

    private Path source;
    private Path target;

    @BeforeEach
    void makeSource() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("target");
    }

    private MirrorRequest everything() {
        return MirrorRequest.everything(source, 10, TIMEOUT);
    }

    private static MirrorReport mirror(SftpFileSync sync, MirrorRequest request) throws InterruptedException {
        return sync.mirror(request, MirrorListener.NONE);
    }

    @Nested
    @DisplayName("ProFTPD, whose renames follow links,")
    class FollowingRenames {
        private static OtherServer server;

        @BeforeAll
        static void start(@TempDir Path directory) throws Exception {
            server = new ProFtpd(directory);
            server.start();
        }

        @AfterAll
        static void stop() {
            server.close();
        }

        private Path outside;
        private SftpFileSync sync;

        @BeforeEach
        void makeOutside() throws Exception {
            outside = Files.createDirectory(temporary.resolve("outside"));
            Files.writeString(outside.resolve("own"), "the server's");
            Files.createDirectory(source.resolve("shared"));
            Files.writeString(source.resolve("shared/upload"), "a picture");
            sync = server.to(target).build();
        }

        @AfterEach
        void hangUp() {
            sync.close();
        }

        @Test
        @DisplayName("has new links made under their final name; what they lead to stays where it is")
        void newLinks() throws Exception {
            Files.createSymbolicLink(source.resolve("current"), Path.of("shared/upload"));
            Files.createSymbolicLink(source.resolve("out"), outside);
            assertThat(mirror(sync, everything()).complete()).isTrue();
            assertThat(mirror(sync, everything()).transferredFiles()).isZero();
            assertThat(Files.readSymbolicLink(target.resolve("current"))).isEqualTo(Path.of("shared/upload"));
            assertThat(target.resolve("shared/upload")).hasContent("a picture");
            assertThat(outside.resolve("own")).hasContent("the server's");
        }

        @Test
        @DisplayName(
                "has a link replaced by another, by a file and back, with versions or without, and nothing else harmed")
        void replaced() throws Exception {
            for (boolean keeping : new boolean[] {false, true}) {
                MirrorRequest request =
                        keeping ? everything().keeping(new Versions(10, Duration.ofDays(1))) : everything();
                Path link = source.resolve("link");
                Path own = outside.resolve("own");
                Files.createSymbolicLink(link, own);
                mirror(sync, request);
                Files.delete(link);
                Files.writeString(link, "now a file");
                mirror(sync, request.only(Set.of(Path.of("link"))));
                assertThat(target.resolve("link")).isRegularFile().hasContent("now a file");
                assertThat(own).hasContent("the server's");
                Files.delete(link);
                Files.createSymbolicLink(link, own);
                mirror(sync, request);
                assertThat(Files.readSymbolicLink(target.resolve("link"))).isEqualTo(own);
                Files.delete(link);
                Files.createSymbolicLink(link, Path.of("shared"));
                mirror(sync, request);
                assertThat(Files.readSymbolicLink(target.resolve("link"))).isEqualTo(Path.of("shared"));
                Files.delete(link);
                assertThat(mirror(sync, request).complete()).isTrue();
                assertThat(Files.isSymbolicLink(target.resolve("link"))).isFalse();
                assertThat(own).hasContent("the server's");
                assertThat(target.resolve("shared/upload")).hasContent("a picture");
                try (var left = Files.list(target)) {
                    assertThat(left.map(path -> path.getFileName().toString()))
                            .containsExactlyInAnyOrder("shared", ".failover");
                }
                try (var left = Files.list(target.resolve(".failover"))) {
                    assertThat(left.map(path -> path.getFileName().toString())).isSubsetOf("versions", "looked");
                }
            }
            try (var all = Files.walk(target.resolve(".failover/versions"))) {
                assertThat(all.filter(Files::isSymbolicLink).map(OtherTargetsTest::read))
                        .containsExactlyInAnyOrder(outside.resolve("own"), outside.resolve("own"), Path.of("shared"));
            }
        }
    }

    private static Path read(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    @DisplayName("a file system that takes README and readme for one")
    class Folding {
        private static EmbeddedServer server;

        @BeforeAll
        static void start(@TempDir Path directory) throws Exception {
            server = new EmbeddedServer(directory, new FoldingFiles());
        }

        @AfterAll
        static void stop() throws Exception {
            server.close();
        }

        @Test
        @DisplayName("gets one of them and the rest, and the run fails with both names, each time")
        void twins() throws Exception {
            Files.writeString(source.resolve("README"), "of the program");
            Files.writeString(source.resolve("readme"), "of somebody else's program");
            Files.createDirectory(source.resolve("Pages"));
            Files.writeString(source.resolve("Pages/one"), "1");
            Files.createDirectory(source.resolve("pages"));
            Files.writeString(source.resolve("pages/one"), "another");
            Files.writeString(source.resolve("another"), "x");
            try (SftpFileSync sync = server.to(target).build()) {
                for (int run = 0; run < 3; run++) {
                    assertThatThrownBy(() -> mirror(sync, everything()))
                            .isInstanceOf(RejectedException.class)
                            .hasMessageContaining("differ in case only");
                    assertThat(target.resolve("README")).hasContent("of the program");
                    assertThat(target.resolve("another")).hasContent("x");
                }
                Files.delete(source.resolve("readme"));
                Files.delete(source.resolve("pages/one"));
                Files.delete(source.resolve("pages"));
                assertThat(mirror(sync, everything()).complete()).isTrue();
                assertThat(mirror(sync, everything()).transferredFiles()).isZero();
            }
        }

        @Test
        @DisplayName("has a file whose name changed its case under the new name, after one run")
        void renamed() throws Exception {
            Files.writeString(source.resolve("README"), "one");
            try (SftpFileSync sync = server.to(target).build()) {
                mirror(sync, everything());
                Files.move(source.resolve("README"), source.resolve("readme"));
                assertThat(mirror(sync, everything()).complete()).isTrue();
                try (var left = Files.list(target)) {
                    assertThat(left.map(path -> path.getFileName().toString()))
                            .containsExactlyInAnyOrder("readme", ".failover");
                }
                assertThat(target.resolve("readme")).hasContent("one");
            }
        }
    }

    @Test
    @DisplayName(
            "a server that lists something else than what it was sent has no complete run, and nothing more is deleted")
    void liar(@TempDir Path directory) throws Exception {
        Files.writeString(source.resolve("page"), "one");
        Files.writeString(source.resolve("other"), "two");
        try (EmbeddedServer server = new EmbeddedServer(directory, new LosingFiles("page"));
                SftpFileSync sync = server.to(target).build()) {
            for (MirrorRequest request : List.of(everything(), everything().only(Set.of(Path.of("page"))))) {
                assertThatThrownBy(() -> mirror(sync, request))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("page")
                        .hasMessageContaining("lists nothing of that name");
            }
            assertThat(target.resolve("other")).hasContent("two");
        }
    }
}
