package dev.failover.agent.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The report of an incident")
class ItemEndTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("shows the last lines of an item that is text, and nothing of one that is not")
    void ends() throws Exception {
        Path item = directory.resolve("item");
        Files.writeString(item, "é".repeat(9000) + "\nthe last\n");
        assertThat(ItemEnd.of(item)).contains("the last\n");
        Files.write(item, new byte[] {'a', 0, 'b'});
        assertThat(ItemEnd.of(item)).isEmpty();
        Files.write(item, new byte[] {(byte) 0xff, 'b'});
        assertThat(ItemEnd.of(item)).isEmpty();
        assertThat(ItemEnd.of(directory.resolve("gone"))).isEmpty();
    }
}
