package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each request is a turn of the server, whose number is what a run over many files takes. */
@DisplayName("As few requests as can be:")
class RequestsTest {
    private static final int FILE = 0100644;
    private static final int NAMES_AT_ONCE = 100;

    /** One directory more is listed, where earlier runs may have left something: {@code .failover}. */
    private static final int RESERVED = 1;

    @TempDir
    private Path temporary;

    /** A directory at the target, as OpenSSH lists it. */
    private static final class Counting implements ScriptedServer.Script {
        private final Map<Integer, Integer> counts = new ConcurrentHashMap<>();
        private final List<String> names;
        private int told;

        Counting(int names) {
            this.names = IntStream.range(0, names).mapToObj(i -> "file" + i).toList();
        }

        @Override
        public boolean answer(int type, int number, ScriptedServer.Answers answers) throws IOException {
            counts.merge(type, 1, Integer::sum);
            boolean lists = type == Protocol.READDIR && told < names.size();
            if (lists) {
                List<String> next = names.subList(told, Math.min(names.size(), told + NAMES_AT_ONCE));
                told += next.size();
                answers.names(number, next, FILE);
            }
            return lists;
        }

        @Override
        public List<byte[]> extensions() {
            return ScriptedServer.openSshExtensions();
        }

        int of(int type) {
            return counts.getOrDefault(type, 0);
        }
    }

    private void mirror(Path source, Counting counting) throws Exception {
        try (ScriptedServer server = new ScriptedServer(temporary, counting);
                SftpFileSync sync = server.target().build()) {
            sync.mirror(MirrorRequest.everything(source, 1000, Duration.ofSeconds(30)), MirrorListener.NONE);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "22, 2", "99, 2", "102, 3", "202, 4"})
    @DisplayName("a directory is opened, read until there is no more, with hardly a question too many, and closed")
    void listing(int names, int reads) throws Exception {
        Counting counting = new Counting(names);
        mirror(Files.createDirectory(temporary.resolve("source")), counting);
        assertThat(counting.of(Protocol.OPENDIR)).isEqualTo(1 + RESERVED);
        assertThat(counting.of(Protocol.READDIR)).isEqualTo(reads + 2 * RESERVED);
    }

    @Test
    @DisplayName(
            "a file is opened, written, given its mode and time, forced to the disk, closed and renamed, and listed with others")
    void sending() throws Exception {
        Path source = Files.createDirectory(temporary.resolve("source"));
        int files = 20;
        for (int i = 0; i < files; i++) {
            Files.writeString(source.resolve("page" + i), "content");
        }
        Counting counting = new Counting(0);
        // The server says that all went well, and lists nothing.
        assertThatThrownBy(() -> mirror(source, counting))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("page0 was sent");
        for (int type : List.of(Protocol.WRITE, Protocol.FSETSTAT)) {
            assertThat(counting.of(type)).isEqualTo(files);
        }
        assertThat(counting.of(Protocol.EXTENDED)).isEqualTo(2 * files);
        // The mark of the run is made as well; the directory is listed before and after.
        assertThat(counting.of(Protocol.OPEN)).isEqualTo(files + 1);
        assertThat(counting.of(Protocol.CLOSE)).isEqualTo(files + 1 + 2 + RESERVED);
        assertThat(counting.of(Protocol.OPENDIR)).isEqualTo(2 + RESERVED);
        assertThat(counting.of(Protocol.READDIR)).isEqualTo(2 * (2 + RESERVED));
    }
}
