package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.Failover;
import dev.failover.component.ConflictException;
import dev.failover.component.Secret;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeInCodeTest {
    @TempDir
    private Path directory;

    @Test
    @DisplayName("what is composed fits together and holds its state directory until it is closed")
    void composes() {
        try (Failover failover = ComposeInCode.compose(directory, Secret::of)) {
            assertThat(failover.status())
                    .as("nothing is watched before start()")
                    .isEmpty();
            assertThat(failover.status("www", status -> true)).isNotCompletedExceptionally();
            assertThat(failover.status("mail", status -> true)).isCompletedExceptionally();
            assertThatThrownBy(() -> ComposeInCode.compose(directory, Secret::of))
                    .isInstanceOf(ConflictException.class);
        }
        ComposeInCode.compose(directory, Secret::of).close();
    }
}
