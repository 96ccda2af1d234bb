package dev.failover.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.internal.storage.RealDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The end of what is written")
class KeptTailTest {
    @TempDir
    Path directory;

    private String kept(long limit, long room, int piece, String text, KeptTail[] made) throws Exception {
        KeptTail tail = new KeptTail(new RealDisk(), directory.resolve("item.part"), limit, new Room(room));
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i += piece) {
            tail.write(java.util.Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + piece)));
        }
        tail.seal(directory.resolve("item"));
        made[0] = tail;
        return Files.readString(directory.resolve("item"));
    }

    @ParameterizedTest(name = "limit {0}, room {1}, in pieces of {2}")
    @CsvSource({
        "100, 100, 3, abcdefghijklmnop, 0",
        "16, 100, 5, abcdefghijklmnop, 0",
        "10, 100, 1, ghijklmnop, 6",
        "10, 100, 3, ghijklmnop, 6",
        "10, 100, 16, ghijklmnop, 6",
        "5, 100, 7, lmnop, 11",
        "100, 4, 3, mnop, 12",
        "100, 4, 16, mnop, 12",
        "8, 100, 4, ijklmnop, 8",
        "1, 100, 4, p, 15"
    })
    @DisplayName("is kept, in order, and how much came before it is known")
    void ends(long limit, long room, int piece, String expected, long dropped) throws Exception {
        KeptTail[] tail = new KeptTail[1];
        assertThat(kept(limit, room, piece, "abcdefghijklmnop", tail)).isEqualTo(expected);
        assertThat(tail[0].size()).isEqualTo(expected.length());
        assertThat(tail[0].dropped()).isEqualTo(dropped);
        assertThat(directory).isDirectoryContaining("glob:**/item").isDirectoryNotContaining("glob:**/item.*");
    }

    @Test
    @DisplayName("is nothing where there is no room, and that is known")
    void noRoom() throws Exception {
        KeptTail[] tail = new KeptTail[1];
        assertThat(kept(10, 0, 4, "abcdef", tail)).isEmpty();
        assertThat(tail[0].dropped()).isEqualTo(6);
    }
}
