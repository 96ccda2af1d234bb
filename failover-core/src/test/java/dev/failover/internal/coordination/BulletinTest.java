package dev.failover.internal.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.decision.VoteCount.Vote.Says;
import dev.failover.internal.coordination.Bulletin.Ballot;
import dev.failover.internal.coordination.Bulletin.Lease;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What stands in the shared record")
class BulletinTest {
    private static final Bulletin SOME = new Bulletin(
            new Lease("a", 7, Duration.ofSeconds(45)),
            Map.of(
                    "b",
                    new Ballot(
                            1_800_000_000_000L,
                            Duration.ofSeconds(30),
                            Map.of("prod", new Word(Says.DOWN, Duration.ofMillis(1500), "HTTP \"503\" <b>")),
                            null,
                            null)));

    @Test
    @DisplayName("is the same to the byte in every version, and read as it was written")
    void format() {
        assertThat(SOME.write())
                .isEqualTo("{\"format\":1,\"lease\":{\"holder\":\"a\",\"sequence\":7,\"duration\":\"PT45S\"},"
                        + "\"votes\":{\"b\":{\"sequence\":1800000000000,\"valid\":\"PT30S\",\"sites\":"
                        + "{\"prod\":{\"says\":\"DOWN\",\"lasting\":\"PT1.5S\",\"why\":\"HTTP \\\"503\\\" <b>\"}}}}}");
        assertThat(Bulletin.read(SOME.write())).isEqualTo(SOME);
    }

    @Test
    @DisplayName(
            "says that a watcher waits for the lease only if it does, so that older ones read what they always read")
    void waiting() {
        Bulletin waits =
                new Bulletin(SOME.lease(), Map.of("b", new Ballot(1, Duration.ofSeconds(30), Map.of(), null, true)));
        assertThat(waits.write()).contains("\"waits\":true");
        assertThat(Bulletin.read(waits.write())).isEqualTo(waits);
    }

    @Test
    @DisplayName("may have members that a later version added; a vote that lacks one is none")
    void later() {
        String more = SOME.write()
                .replace("\"format\":1,", "\"format\":1,\"new\":[1],")
                .replace("\"votes\":{", "\"votes\":{\"c\":{\"sequence\":1},\"d\":null,")
                .replace("\"holder\"", "\"also\":{},\"holder\"");
        assertThat(Bulletin.read(more)).isEqualTo(SOME);
        assertThat(Bulletin.read(SOME.write().replace("\"DOWN\"", "\"SIDEWAYS\""))
                        .votes())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "<html>",
                "{\"format\":2,\"lease\":{\"holder\":\"a\",\"sequence\":7,\"duration\":\"PT45S\"},\"votes\":{}}",
                "{\"format\":1,\"votes\":{}}",
                "{\"format\":1,\"lease\":{\"sequence\":7,\"duration\":\"PT45S\"},\"votes\":{}}",
                "{\"format\":1,\"lease\":{\"holder\":\"a\",\"sequence\":7,\"duration\":\"long\"},\"votes\":{}}",
                "{\"format\":1,\"lease\":{\"holder\":\"a\",\"sequence\":7,\"duration\":\"-PT1S\"},\"votes\":{}}",
                "{\"format\":1,\"lease\":{\"holder\":\"a\",\"sequence\":7,\"duration\":\"PT45S\"}}"
            })
    @DisplayName("is nothing to go by if it is not a watcher's")
    void unreadable(String content) {
        assertThatThrownBy(() -> Bulletin.read(content))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("The record that the watchers share can't be read");
    }
}
