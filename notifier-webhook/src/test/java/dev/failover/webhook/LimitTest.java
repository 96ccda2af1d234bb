package dev.failover.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitTest {
    @ParameterizedTest
    @CsvSource({
        "CHARACTERS, AS_IS, 4, abcd, abcd",
        "CHARACTERS, AS_IS, 4, abcde, abc…",
        "CHARACTERS, AS_IS, 4, 😀😀😀😀, 😀😀😀😀",
        "CHARACTERS, AS_IS, 4, 😀😀😀😀😀, 😀😀😀…",
        "UTF16, AS_IS, 4, 😀😀😀, 😀…",
        "BYTES, AS_IS, 8, éééé, éééé",
        "BYTES, AS_IS, 8, ééééé, éé…",
        "CHARACTERS, SLACK, 8, <b>, &lt;b…",
        "CHARACTERS, SLACK, 9, a&b<, a&amp;b…",
        "CHARACTERS, DISCORD, 6, a*b*, a\\*b\\*",
        "CHARACTERS, DISCORD, 5, a*b*, a\\*b…",
        "CHARACTERS, TELEGRAM, 99, ops@example.org, ops@example.org"
    })
    @DisplayName("is kept in the vendor's unit, and what is cut is cut between characters")
    void cuts(Limit.Unit unit, Neutral neutral, int size, String text, String fit) {
        assertThat(new Limit(size, unit).fit(text, neutral)).isEqualTo(fit);
    }

    @RepeatedTest(200)
    @DisplayName("is never passed, whatever the text, and never leaves half a character or half an escape")
    void property(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.appendCodePoint("ab&<>@*[é☃😀🚨".codePoints().toArray()[random.nextInt(12)]);
        }
        Limit limit =
                new Limit(5 + random.nextInt(40), List.of(Limit.Unit.values()).get(random.nextInt(3)));
        Neutral neutral = List.of(Neutral.values()).get(random.nextInt(4));

        String fit = limit.fit(text.toString(), neutral);

        assertThat(limit.unit().of(fit)).isLessThanOrEqualTo(limit.size());
        int[] characters = text.codePoints().toArray();
        Limit none = new Limit(10_000, Limit.Unit.UTF16);
        assertThat(IntStream.rangeClosed(0, characters.length)
                        .mapToObj(kept -> none.fit(new String(characters, 0, kept), neutral)
                                + (kept < characters.length ? "…" : "")))
                .contains(fit);
    }
}
