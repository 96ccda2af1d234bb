package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A line for a terminal")
class ColumnsTest {
    @Test
    @DisplayName("stays as it is while it fits")
    void fits() {
        assertThat(Columns.wrap("", 40)).containsExactly("");
        assertThat(Columns.wrap("  a b", 5)).containsExactly("  a b");
    }

    @Test
    @DisplayName("goes on further in, and loses no word")
    void breaks() {
        String line = "  prod       primary, active; UP for 3m (answered 200); 203.0.113.10 is fixed";
        assertThat(Columns.wrap(line, 40))
                .isEqualTo(List.of(
                        "  prod       primary, active; UP for 3m",
                        "      (answered 200); 203.0.113.10 is",
                        "      fixed"));
    }

    @Test
    @DisplayName("breaks at no place but a blank")
    void longWords() {
        String word = "x".repeat(60);
        assertThat(Columns.wrap("see " + word + " and " + word, 40))
                .containsExactly("see", "    " + word, "    and", "    " + word);
        assertThat(Columns.wrap(word, 40)).containsExactly(word);
    }
}
