package dev.failover.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Remedy;
import dev.failover.sync.MirrorStatus;
import dev.failover.sync.Proof;
import dev.failover.sync.Watermark;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What status says of a sync")
class GoldenSyncTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static String json(Object view) {
        return Documents.line(view);
    }

    @Test
    void halted() {
        MirrorStatus status = new MirrorStatus(
                "site-data",
                MirrorStatus.State.HALTED,
                Optional.of(new Watermark("site-data", "prod", 3, 9, NOON, 12, 4096, Optional.empty())),
                17,
                Optional.of(NOON),
                "the source shrank",
                Optional.of(Remedy.ACCEPT_SOURCE),
                "",
                Optional.empty());
        assertThat(json(StatusDocument.Sync.of("data", status)))
                .isEqualTo("{\"sync\":\"data\",\"state\":\"halted\",\"latestScanStarted\":\"2026-11-21T12:00:00Z\","
                        + "\"pending\":17,\"problem\":\""
                        + CommandAdvice.sentence("data", status.problem(), status.remedy()) + "\",\"blind\":\"\"}");
    }

    @Test
    void never() {
        MirrorStatus status = new MirrorStatus(
                "site-data",
                MirrorStatus.State.IDLE,
                Optional.empty(),
                0,
                Optional.empty(),
                "",
                Optional.empty(),
                "no watch",
                Optional.of(new MirrorStatus.Content(
                        Optional.of(new Proof(NOON, NOON.plusSeconds(90), 12, 4096, 1)), "the line is down")));
        assertThat(json(StatusDocument.Sync.of("data", status)))
                .isEqualTo("{\"sync\":\"data\",\"state\":\"idle\",\"latestScanStarted\":null,"
                        + "\"pending\":0,\"problem\":\"\",\"blind\":\"no watch\","
                        + "\"content\":{\"verifiedAsOf\":\"2026-11-21T12:00:00Z\",\"files\":12,\"bytes\":4096,\"healed\":1,"
                        + "\"problem\":\"the line is down\"}}");
        assertThat(StatusDocument.Content.of(status.content().orElseThrow()).sentence())
                .isEqualTo(
                        "content verified as of 2026-11-21T12:00:00Z: 12 files, 1 of them sent again; it does not go on:"
                                + " the line is down");
    }
}
