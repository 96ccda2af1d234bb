package dev.failover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static StoredSet set(String name, RecordType type, int values) {
        Set<String> texts = IntStream.range(0, values)
                .mapToObj(i -> type == RecordType.A ? "10.0." + i / 250 + "." + (i % 250 + 1) : "2001:db8::" + (i + 1))
                .collect(Collectors.toSet());
        return StoredSet.toCreate(
                new RecordSet(new RecordKey(name, type), Duration.ofSeconds(60), texts), "example.com");
    }

    private static Edit replace(String name, RecordType type, int values) {
        return new Edit(Optional.of(set(name, type, values)), Optional.of(set(name, type, values)));
    }

    private static Edit create(String name, RecordType type, int values) {
        return new Edit(Optional.empty(), Optional.of(set(name, type, values)));
    }

    @Test
    @DisplayName("1,000 values are one batch, one more are two; what is deleted counts")
    void values() {
        List<Edit> edits = new ArrayList<>(IntStream.range(0, 10)
                .mapToObj(i -> replace("n" + i, RecordType.A, 50))
                .toList());
        assertThat(Batches.of(edits)).containsExactly(edits);
        Edit last = create("last", RecordType.A, 1);
        edits.add(last);
        assertThat(Batches.of(edits)).containsExactly(edits.subList(0, 10), List.of(last));
    }

    @Test
    @DisplayName("32,000 characters are one batch, one more are two")
    void characters() {
        Edit most = text("a", 31_900);
        Edit rest = text("b", 100);
        assertThat(Batches.of(List.of(most, rest))).hasSize(1);
        assertThat(Batches.of(List.of(most, text("b", 101)))).hasSize(2);
    }

    /** A TXT value of that many characters as Route 53 counts them: with its quotes. */
    private static Edit text(String name, int characters) {
        Set<String> values = IntStream.range(0, characters / 100)
                .mapToObj(i -> "%03d".formatted(i) + "x".repeat(95 + (i == 0 ? characters % 100 : 0)))
                .collect(Collectors.toSet());
        RecordKey key = new RecordKey(name, RecordType.TXT);
        StoredSet made = StoredSet.toCreate(new RecordSet(key, Duration.ofSeconds(60), values), "example.com");
        assertThat(made.characters()).isEqualTo(characters);
        return new Edit(Optional.empty(), Optional.of(made));
    }

    @Test
    @DisplayName("one name's changes are never in two batches, wherever they stand in the call")
    void names() {
        Edit four = replace("www", RecordType.A, 200);
        Edit other = replace("other", RecordType.A, 200);
        Edit six = replace("www", RecordType.AAAA, 200);
        assertThat(Batches.of(List.of(four, other, six))).containsExactly(List.of(four, six), List.of(other));
    }

    @Test
    @DisplayName("a name that is too much by itself is refused by name")
    void tooMuch() {
        Edit four = replace("www", RecordType.A, 300);
        Edit six = replace("www", RecordType.AAAA, 201);
        assertThatThrownBy(() -> Batches.of(List.of(create("a", RecordType.A, 1), four, six)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("www");
    }
}
