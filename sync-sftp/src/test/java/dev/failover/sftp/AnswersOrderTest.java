package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Section 3 of draft-ietf-secsh-filexfer-02 lets a server answer in any order to what is asked together. */
@DisplayName("Answers in another order:")
class AnswersOrderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String CONTENT = "content";

    /** Lists a file in each directory, and only then tells when an earlier process last looked. */
    private static final class LateMark implements ScriptedServer.Script {
        /** Of the root and of the notes. */
        private static final int BOTH = 4;

        private final long modified;
        private final List<Integer> asked = new ArrayList<>();
        private int mark;
        private int readings;

        LateMark(long modified) {
            this.modified = modified;
        }

        @Override
        public synchronized boolean answer(int type, int number, ScriptedServer.Answers out) throws IOException {
            asked.add(type);
            if (type == Protocol.LSTAT && mark == 0) {
                mark = number;
                return true;
            }
            if (type != Protocol.READDIR) {
                return false;
            }
            if (++readings % 2 == 1) {
                out.listed(number, "page", CONTENT.length(), modified);
            } else {
                out.status(number, Protocol.EOF, "");
            }
            if (readings == BOTH) {
                out.attributes(mark, 0, modified);
            }
            return true;
        }

        synchronized boolean wasRead() {
            return asked.contains(Protocol.READ);
        }
    }

    @Test
    @DisplayName("a file is in doubt as long as it is not known what an earlier process has not seen")
    void lateMark(@TempDir Path temporary) throws Exception {
        Path source = Files.createDirectory(temporary.resolve("source"));
        Path page = Files.writeString(source.resolve("page"), CONTENT);
        LateMark script =
                new LateMark(Files.getLastModifiedTime(page).toInstant().getEpochSecond());
        try (ScriptedServer server = new ScriptedServer(temporary, script);
                SftpFileSync sync = server.target().build()) {
            sync.mirror(MirrorRequest.everything(source, 0, TIMEOUT), MirrorListener.NONE);
        }
        assertThat(script.wasRead()).isTrue();
    }
}
