package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A round trip is what a step costs over a long line, however little there is to do in it. */
@DisplayName("As few round trips as can be:")
class RoundTripsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(Protocol.STAT, "stat"),
            Map.entry(Protocol.LSTAT, "lstat"),
            Map.entry(Protocol.READLINK, "readlink"),
            Map.entry(Protocol.OPENDIR, "opendir"),
            Map.entry(Protocol.READDIR, "readdir"),
            Map.entry(Protocol.MKDIR, "mkdir"),
            Map.entry(Protocol.OPEN, "open"),
            Map.entry(Protocol.WRITE, "write"),
            Map.entry(Protocol.SETSTAT, "setstat"),
            Map.entry(Protocol.FSETSTAT, "fsetstat"),
            Map.entry(Protocol.EXTENDED, "extended"),
            Map.entry(Protocol.CLOSE, "close"));

    @TempDir
    private Path temporary;

    private Path source;

    /** Answers to nothing before all has come that is to be asked together: what is asked one after another waits for ever. */
    private static final class Patient implements ScriptedServer.Script {
        private final List<List<String>> expected;
        private final Set<String> absent;
        private final List<List<String>> answered = new CopyOnWriteArrayList<>();
        private final List<String> asked = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();

        private interface Answer {
            void give() throws IOException;
        }

        /**
         * @param turns what is asked in each, by name
         * @param absent of the first turn's, those that are answered by that there is no such file
         */
        Patient(Set<String> absent, String... turns) {
            this.absent = absent;
            expected = java.util.Arrays.stream(turns)
                    .map(turn -> List.of(turn.split(" ")))
                    .toList();
        }

        @Override
        public boolean answer(int type, int number, ScriptedServer.Answers out) throws IOException {
            String name = NAMES.getOrDefault(type, String.valueOf(type));
            boolean none = answered.isEmpty() && absent.contains(name);
            asked.add(name);
            answers.add(() -> {
                if (none) {
                    out.status(number, Protocol.NO_SUCH_FILE, "");
                } else {
                    ScriptedServer.usual(type, number, out);
                }
            });
            if (answered.size() < expected.size()
                    && asked.size() == expected.get(answered.size()).size()) {
                answered.add(List.copyOf(asked));
                asked.clear();
                for (Answer each : answers) {
                    each.give();
                }
                answers.clear();
            }
            return true;
        }

        @Override
        public List<byte[]> extensions() {
            return ScriptedServer.openSshExtensions();
        }
    }

    /** A first mirror, until what arrived is listed. */
    private static Patient making(String... after) {
        List<String> turns = new ArrayList<>(List.of(
                "stat lstat opendir opendir",
                "mkdir mkdir open setstat",
                "close mkdir mkdir",
                "open open",
                "write fsetstat extended close write fsetstat extended close",
                "extended extended",
                "opendir opendir opendir"));
        turns.addAll(List.of(after));
        return new Patient(Set.of("stat", "opendir"), turns.toArray(String[]::new));
    }

    @BeforeEach
    void fill() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        Files.createDirectories(source.resolve("css/in"));
        Files.writeString(source.resolve("css/in/site"), "content");
        Files.writeString(source.resolve("page"), "content");
    }

    @Test
    @DisplayName(
            "a directory that hides what is in it is given its mode after that was looked at, which takes one more")
    void hidden() throws Exception {
        if (!System.getProperty("user.name").equals("root")) {
            Assumptions.abort("NOT TESTED: only root looks into such a directory");
        }
        Files.setPosixFilePermissions(source.resolve("css/in"), PosixFilePermissions.fromString("rw-------"));
        mirror(
                MirrorRequest.everything(source, 0, TIMEOUT),
                making(
                        "readdir readdir readdir readdir readdir readdir",
                        "close close close setstat setstat setstat setstat setstat"));
    }

    private void mirror(MirrorRequest request, Patient patient) throws Exception {
        try (ScriptedServer server = new ScriptedServer(temporary, patient);
                SftpFileSync sync = server.target().build()) {
            // The server says that all went well, and lists nothing.
            assertThatThrownBy(() -> sync.mirror(request, MirrorListener.NONE))
                    .as("what was asked at last: %s", patient.asked)
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("was sent");
        }
        assertThat(patient.answered).isEqualTo(patient.expected);
    }

    @Test
    @DisplayName("a first mirror takes eight")
    void first() throws Exception {
        mirror(
                MirrorRequest.everything(source, 0, TIMEOUT),
                making("readdir readdir readdir readdir readdir readdir" + " setstat setstat setstat setstat setstat"));
    }

    @Test
    @DisplayName("a change of a file takes five")
    void change() throws Exception {
        mirror(
                MirrorRequest.everything(source, 0, TIMEOUT).only(Set.of(Path.of("page"))),
                new Patient(
                        Set.of(),
                        "stat lstat lstat readlink",
                        "open",
                        "write fsetstat extended close",
                        "extended",
                        "lstat readlink"));
    }
}
