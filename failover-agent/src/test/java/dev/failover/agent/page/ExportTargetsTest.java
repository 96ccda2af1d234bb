package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentException;
import dev.failover.component.Components;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.s3.S3Files;
import dev.failover.s3.S3Imitation;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSyncFactory;
import dev.failover.testkit.OpenSshRoute;
import dev.failover.time.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The exported page, elsewhere,")
@Timeout(120)
class ExportTargetsTest {
    private static final List<ExportedFile> BOTH = List.of(
            new ExportedFile("page.css", "text/css; charset=utf-8", "p {}"),
            new ExportedFile("badge/www.svg", Reply.SVG, "<svg>www</svg>"),
            new ExportedFile("badge/blog.svg", Reply.SVG, "<svg>blog</svg>"),
            new ExportedFile("index.html", Reply.HTML, "<p>one</p>"));
    private static final List<ExportedFile> NEXT =
            List.of(BOTH.get(0), BOTH.get(1), new ExportedFile("index.html", Reply.HTML, "<p>two</p>"));

    @TempDir
    Path directory;

    /** Stands still, but for what a test says. */
    private static final class Hours implements TimeSource {
        private long hours;

        @Override
        public long nanoTime() {
            return Duration.ofHours(hours).toNanos();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plus(Duration.ofHours(hours));
        }

        @Override
        public void sleep(Duration duration) {}
    }

    private final Hours time = new Hours();

    private static FileSync sftp(OpenSshRoute route, Path target) {
        return Components.load(FileSyncFactory.class)
                .create(
                        "sftp",
                        Settings.of(Map.of(
                                "destination",
                                OpenSshRoute.HOST + ":" + target,
                                "ssh-config",
                                route.configuration().toString())));
    }

    @Test
    @DisplayName("is at a host by SFTP, for every user there to read, and what is not its own stays as it is")
    void sftp() throws Exception {
        Path target = directory.resolve("www/status");
        try (OpenSshRoute route = OpenSshRoute.in(directory, 0);
                SftpTarget there = new SftpTarget(sftp(route, target), directory.resolve("staging"), time)) {
            there.put(BOTH);
            assertThat(target.resolve("index.html")).hasContent("<p>one</p>");
            assertThat(target.resolve("badge/blog.svg")).hasContent("<svg>blog</svg>");
            try (Stream<Path> all = Files.walk(target)) {
                assertThat(all.filter(path -> !path.startsWith(target.resolve(FileSync.RESERVED))))
                        .hasSize(6)
                        .allSatisfy(
                                path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                                        .isEqualTo(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
            }
            Path foreign = Files.writeString(target.resolve("robots.txt"), "mine");
            Files.delete(target.resolve("page.css"));

            there.put(NEXT);
            assertThat(target.resolve("index.html")).hasContent("<p>two</p>");
            assertThat(target.resolve("badge/blog.svg")).doesNotExist();
            assertThat(target.resolve("badge/www.svg")).exists();
            assertThat(foreign).hasContent("mine");
            assertThat(target.resolve("page.css"))
                    .as("what was sent and has not changed")
                    .doesNotExist();

            time.hours++;
            there.put(NEXT);
            assertThat(target.resolve("page.css")).as("an hour later").hasContent("p {}");
        }
    }

    @Test
    @DisplayName("loses no deletion to a host that can't be reached")
    void lostDeletion() throws Exception {
        Path target = directory.resolve("status");
        try (OpenSshRoute route = OpenSshRoute.in(directory, 0);
                SftpTarget there = new SftpTarget(sftp(route, target), directory.resolve("staging"), time)) {
            there.put(BOTH);
            route.target().stop();
            assertThatThrownBy(() -> there.put(NEXT)).isInstanceOf(ComponentException.class);
            route.target().start();

            there.put(NEXT);
            assertThat(target.resolve("badge/blog.svg")).doesNotExist();
            assertThat(target.resolve("index.html")).hasContent("<p>two</p>");
        }
    }

    @Test
    @DisplayName("is in a bucket, with types that browsers heed, and only what has changed is sent again")
    void bucket() throws Exception {
        try (S3Imitation s3 = new S3Imitation();
                BucketTarget there = new BucketTarget(
                        S3Files.builder()
                                .endpoint(s3.endpoint())
                                .region(S3Imitation.REGION)
                                .bucket(S3Imitation.BUCKET)
                                .prefix("status/")
                                .accessKeyId(S3Imitation.KEY_ID)
                                .secretAccessKey(Secret.of(S3Imitation.SECRET))
                                .build(),
                        time)) {
            there.put(BOTH);
            assertThat(s3.content("status/index.html")).contains("<p>one</p>");
            assertThat(s3.kind("status/index.html")).isEqualTo("text/html; charset=utf-8, no-cache");
            assertThat(s3.kind("status/badge/www.svg")).startsWith("image/svg+xml");
            assertThat(s3.writes()).isEqualTo(4);

            s3.answerAll(new S3Imitation.Answer(503, S3Imitation.error("SlowDown", "Reduce your rate"), ""));
            assertThatThrownBy(() -> there.put(NEXT)).isInstanceOf(ComponentException.class);
            s3.heal();
            there.put(NEXT);
            there.put(NEXT);
            assertThat(s3.content("status/index.html")).contains("<p>two</p>");
            assertThat(s3.writes()).as("the refused one, and the page").isEqualTo(6);

            time.hours++;
            there.put(NEXT);
            assertThat(s3.writes()).as("an hour later").isEqualTo(9);
        }
    }
}
