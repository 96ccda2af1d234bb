package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.ComponentException;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.Exclusions;
import dev.failover.sync.MirrorListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root can read everything; so a child without that power mirrors, if root runs this. */
@DisplayName("By a user who can't read all of the source, rsync")
class RsyncOrdinaryUserTest {
    @TempDir
    Path directory;

    private Path source;
    private Path target;
    private Path lost;

    @BeforeEach
    void tree() throws Exception {
        source = Files.createDirectory(directory.resolve("source"));
        target = directory.resolve("target");
        Files.writeString(source.resolve("index.html"), "one");
        Files.writeString(source.resolve("gone.html"), "x");
        lost = Files.createDirectory(source.resolve("lost+found"));
        Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("---------"));
    }

    @AfterEach
    void readable() throws Exception {
        Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("rwx------"));
    }

    /** The child: mirrors once, and says what came of it. */
    public static void main(String[] arguments) throws Exception {
        try (RsyncFileSync sync =
                RsyncFileSync.builder().destination(arguments[1]).build()) {
            DataMirror mirror = DataMirror.builder()
                    .dataSet(DataSet.of("webroot", Path.of(arguments[0])))
                    .target(sync)
                    .exclude(Exclusions.of(List.of(arguments).subList(2, arguments.length)))
                    .prepareAtFirstContact(true)
                    .build();
            System.out.println(mirror.everything(MirrorListener.NONE)
                    .watermark()
                    .map(mark -> "complete " + mark.files())
                    .orElse("not complete"));
        } catch (ComponentException e) {
            System.out.println(e.getMessage());
        }
    }

    private String mirror(String... excluded) throws Exception {
        List<String> words = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
        }
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RsyncOrdinaryUserTest.class.getName(),
                source.toString(),
                target.toString()));
        words.addAll(List.of(excluded));
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    @Test
    @DisplayName("mirrors completely what is left without that, if it is excluded")
    void excluded() throws Exception {
        assertThat(mirror("/lost+found/")).isEqualTo("complete 2");
        Files.delete(source.resolve("gone.html"));
        assertThat(mirror("/lost+found/")).isEqualTo("complete 1");
        assertThat(target.resolve("gone.html")).doesNotExist();
    }

    @Test
    @DisplayName("sends the rest, deletes nothing, and names it, if it is not")
    void named() throws Exception {
        assertThat(mirror("/lost+found/")).isEqualTo("complete 2");
        Files.writeString(source.resolve("index.html"), "number two");
        Files.delete(source.resolve("gone.html"));
        assertThat(mirror())
                .contains("lost+found (AccessDeniedException)")
                .contains("the rest was sent")
                .contains("exclude it");
        assertThat(target.resolve("index.html")).hasContent("number two");
        assertThat(target.resolve("gone.html")).exists();
    }
}
