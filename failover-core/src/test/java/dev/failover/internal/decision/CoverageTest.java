package dev.failover.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.Publication;
import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static Publication publication(int served, int silent) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < served; i++) {
            answers.add(new Served("ns" + i, Optional.empty()));
        }
        for (int i = 0; i < silent; i++) {
            answers.add(new Silent("quiet" + i, "timeout"));
        }
        return new Publication(new RecordKey("www", RecordType.A), answers);
    }

    @Test
    void itIsThatOfTheRecordSetOfWhichTheFewestTell() {
        assertThat(Coverage.of(List.of(publication(3, 0), publication(1, 2), publication(9, 3))))
                .isEqualTo(new Coverage(1, 3));
        assertThat(Coverage.of(List.of())).isEqualTo(new Coverage(0, 0));
    }

    @Test
    void itSaysHowManyOfHowManyUnlessAll() {
        assertThat(Coverage.of(List.of(publication(2, 0)))).hasToString("every server of the zone");
        assertThat(Coverage.of(List.of(publication(2, 1))))
                .hasToString("every server of the zone that answered (2 of 3)");
    }
}
