package dev.failover.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Remedy;
import dev.failover.sync.MirrorStatus;
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
                "");
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
                "no watch");
        assertThat(json(StatusDocument.Sync.of("data", status)))
                .isEqualTo("{\"sync\":\"data\",\"state\":\"idle\",\"latestScanStarted\":null,"
                        + "\"pending\":0,\"problem\":\"\",\"blind\":\"no watch\"}");
    }
}
