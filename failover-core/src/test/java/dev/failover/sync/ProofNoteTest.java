package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.sync.ProofNote.Place;
import dev.failover.sync.ProofNote.Round;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a verification keeps at the target")
class ProofNoteTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Proof PROOF = new Proof(NOON.minusSeconds(90), NOON, 3, 4096, 1);

    private static ProofNote at(Place place) {
        return new ProofNote("a1", 3, Optional.of(PROOF), Optional.of(new Round(NOON, Optional.of(place), 2, 20, 0)));
    }

    @Test
    @DisplayName("is read as it was written, whatever is known")
    void roundTrip() {
        for (ProofNote note : new ProofNote[] {
            new ProofNote("a1", 0, Optional.empty(), Optional.empty()),
            new ProofNote("a1", 3, Optional.of(PROOF), Optional.empty()),
            new ProofNote("a1", 3, Optional.empty(), Optional.of(Round.begin(NOON))),
            at(new Place(Path.of("css/site.css"), OptionalLong.empty())),
            at(new Place(Path.of("large"), OptionalLong.of(1L << 40)))
        }) {
            assertThat(ProofNote.parse(note.text())).isEqualTo(note);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines: x", "%41", "a b", "etc", "tmp", "?#", "\u00e9t\u00e9", "-", "a:b", "x/ y"})
    @DisplayName("has any name in it")
    void names(String name) {
        ProofNote note = at(new Place(Path.of(name), OptionalLong.empty()));
        assertThat(ProofNote.parse(note.text())).isEqualTo(note);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../up", "a/../b", "%", "%2e%2e/up"})
    @DisplayName("does not lead out of the source")
    void hostile(String path) {
        String text = at(new Place(Path.of("page"), OptionalLong.empty())).text();
        assertThatThrownBy(() -> ProofNote.parse(text.replace("reached: page", "reached: " + path)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "failover proof 2\n", "failover watermark 1\nsource: a\n"})
    @DisplayName("that is none says so")
    void none(String text) {
        assertThatThrownBy(() -> ProofNote.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
