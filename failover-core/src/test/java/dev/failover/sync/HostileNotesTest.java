package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.failover.component.RejectedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The source's tree is written to by a web application, the replica's by the account of another host. */
@DisplayName("In a tree that others may write to")
class HostileNotesTest {
    @TempDir
    Path directory;

    private Path tree;
    private Path reserved;
    private Path victim;
    private DataSet dataSet;

    @BeforeEach
    void tree() throws IOException {
        tree = Files.createDirectory(directory.resolve("tree"));
        reserved = Files.createDirectory(tree.resolve(".failover"));
        victim = Files.writeString(directory.resolve("victim"), "a secret");
        dataSet = DataSet.of("webroot", tree);
    }

    /** What may be put in a note's place. */
    enum Trap {
        HUGE {
            @Override
            void set(Path place, Path victim) throws IOException {
                try (RandomAccessFile file = new RandomAccessFile(place.toFile(), "rw")) {
                    file.setLength(3L << 30);
                }
            }
        },
        LINK_TO_A_DEVICE {
            @Override
            void set(Path place, Path victim) throws IOException {
                Files.createSymbolicLink(place, Path.of("/dev/zero"));
            }
        },
        LINK_TO_A_FILE {
            @Override
            void set(Path place, Path victim) throws IOException {
                Files.createSymbolicLink(place, victim);
            }
        },
        DANGLING_LINK {
            @Override
            void set(Path place, Path victim) throws IOException {
                Files.createSymbolicLink(place, victim.resolveSibling("new"));
            }
        },
        PIPE {
            @Override
            void set(Path place, Path victim) throws Exception {
                assertThat(new ProcessBuilder("mkfifo", place.toString())
                                .start()
                                .waitFor())
                        .isZero();
            }
        },
        DIRECTORY {
            @Override
            void set(Path place, Path victim) throws IOException {
                Files.createDirectories(place.resolve("below"));
            }
        },
        NO_TEXT {
            @Override
            void set(Path place, Path victim) throws IOException {
                Files.write(place, new byte[] {(byte) 0xff, (byte) 0xfe});
            }
        },
        NO_NOTE {
            @Override
            void set(Path place, Path victim) throws IOException {
                Files.writeString(place, "failover marker 1\n\u001b]0;owned\u0007\n");
            }
        };

        abstract void set(Path place, Path victim) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what is put in a note's place is refused with a text, at once, and nothing of it is taken in")
    void reads(Trap trap) throws Exception {
        for (String note : List.of(Marker.SOURCE, Marker.TARGET, Watermark.NOTE)) {
            trap.set(reserved.resolve(note), victim);
        }
        for (org.junit.jupiter.api.function.Executable read : List.<org.junit.jupiter.api.function.Executable>of(
                dataSet::source, dataSet::target, dataSet::watermark, dataSet::age)) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> assertThatThrownBy(read::execute)
                            .isInstanceOf(RejectedException.class)
                            .message()
                            .contains(reserved.toString())
                            .doesNotContain("secret")
                            .doesNotContain("\u001b"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what is put where a note is written is not written to, nor waited for")
    void writes(Trap trap) throws Exception {
        for (String note : List.of("source.new", "target.new")) {
            trap.set(reserved.resolve(note), victim);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            if (trap == Trap.DIRECTORY) {
                assertThatThrownBy(() -> dataSet.promote(3)).isInstanceOf(RejectedException.class);
            } else {
                dataSet.promote(3);
                assertThat(dataSet.source().map(Marker::epoch)).contains(3L);
                assertThat(reserved.resolve("source")).isRegularFile();
            }
        });
        assertThat(victim).hasContent("a secret");
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    @DisplayName("nothing is read from or written to where a link leads that is there instead of the directory")
    void linkedDirectory() throws Exception {
        dataSet.promote(3);
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(reserved, elsewhere);
        Files.createSymbolicLink(reserved, elsewhere);
        String before = Files.readString(elsewhere.resolve("source"));
        assertThatThrownBy(dataSet::source)
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("link");
        assertThatThrownBy(() -> dataSet.promote(9)).isInstanceOf(RejectedException.class);
        assertThat(dataSet.hindrance()).isPresent();
        assertThat(elsewhere.resolve("source")).hasContent(before.strip());
    }

    @Test
    @DisplayName("a tree that is reached by a link is one like any other")
    void linkedTree() throws Exception {
        DataSet linked = DataSet.of("webroot", Files.createSymbolicLink(directory.resolve("link"), tree));
        linked.promote(4);
        assertThat(dataSet.source()).isEqualTo(linked.source()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sequence: 9223372036854775807",
                "sequence: 1000000000000000000",
                "sequence: 99999999999999999999",
                "sequence: -1",
                "sequence: 1\u0660",
                "scan-started: soon",
                "scan-started: +1000000001-01-01T00:00:00Z",
                "written: soon",
                "data-set: \u001b[31mred",
                "source: two words",
                "files-within-a-day: 5",
                "sample: 5",
                "certificate-expiry: never"
            })
    @DisplayName("a watermark with a value that none has is refused, and the value not repeated")
    void values(String line) throws Exception {
        Watermark watermark = new Watermark("webroot", "a1", 1, 1, Instant.EPOCH, 1, 1, Optional.empty());
        String key = line.substring(0, line.indexOf(':') + 1);
        String text = watermark.text().replaceAll("(?m)^" + key + ".*\n", "") + line + "\n";
        Files.writeString(reserved.resolve("watermark"), text);
        assertThatThrownBy(dataSet::watermark)
                .isInstanceOf(RejectedException.class)
                .hasMessageNotContaining(line.substring(line.indexOf(':') + 1));
    }

    @Test
    @DisplayName("files that could be certificates are read once over, regular ones only")
    void certificates() throws Exception {
        String begin = "-----BEGIN CERTIFICATE-----\n";
        Path quadratic = Files.writeString(tree.resolve("x.pem"), begin.repeat(256 * 1024 / begin.length()));
        Path link = Files.createSymbolicLink(tree.resolve("y.pem"), Path.of("/dev/zero"));
        Path pipe = tree.resolve("z.pem");
        Trap.PIPE.set(pipe, victim);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 100; i++) {
                assertThat(CertificateDates.nearest(List.of(quadratic, link, pipe)))
                        .isEmpty();
            }
        });
    }
}
