package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The judge of what the vendor has logged")
class VendorJudgeTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final String HOME = Host.HOME.address();
    private final VendorJudge judge = new VendorJudge(
            Map.of("192.0.2.1", "a", "192.0.2.2", "b"), 2, Duration.ofMillis(500), Duration.ofSeconds(6));
    private final List<Shared> history = List.of(
            new Shared(at(0), "a", LEASE, Map.of()),
            new Shared(at(2), "a", LEASE, Map.of("prod", Set.of("a", "b"))),
            new Shared(at(20), "b", LEASE, Map.of("prod", Set.of("a"))));

    private static Instant at(double seconds) {
        return START.plusMillis((long) (seconds * 1000));
    }

    private static VendorWrite write(double at, String watcher, long epoch, String address) {
        return new VendorWrite(at(at), watcher.equals("a") ? "192.0.2.1" : "192.0.2.2", epoch, watcher, address);
    }

    private List<String> wrong(VendorWrite... writes) {
        return judge.wrong(List.of(writes), history, List.of());
    }

    @Test
    @DisplayName("finds nothing wrong with who holds the lease, is agreed with, and counts on")
    void right() {
        assertThat(wrong(write(3, "a", 1, HOME), write(12, "a", 2, ""), write(21, "b", 3, "")))
                .isEmpty();
    }

    @Test
    @DisplayName("finds each thing that may not be")
    void wrong() {
        assertThat(wrong(write(13, "a", 1, ""))).singleElement().asString().startsWith("no lease");
        assertThat(wrong(write(3, "b", 1, ""))).singleElement().asString().startsWith("no lease");
        assertThat(wrong(write(21, "a", 1, ""))).singleElement().asString().startsWith("no lease");
        assertThat(wrong(write(21, "b", 1, HOME))).singleElement().asString().startsWith("only [a] said DOWN");
        assertThat(wrong(write(3, "a", 2, ""), write(4, "a", 1, "")))
                .singleElement()
                .asString()
                .startsWith("the epoch falls");
        assertThat(wrong(write(3, "a", 1, ""), write(21, "b", 1, "")))
                .singleElement()
                .asString()
                .startsWith("a second writer");
        assertThat(wrong(new VendorWrite(at(3), "192.0.2.1", 1, "b", "")))
                .singleElement()
                .asString()
                .startsWith("a writes as somebody else");
    }

    @Test
    @DisplayName("lets pass what a late vendor did late, and nothing else of it")
    void late() {
        assertThat(judge.wrong(List.of(write(13, "a", 1, "")), history, List.of(at(12.5))))
                .isEmpty();
        assertThat(judge.wrong(List.of(write(13, "a", 1, "")), history, List.of(at(13.002))))
                .as("by a clock that is set at each tick")
                .isEmpty();
        assertThat(judge.wrong(List.of(write(17, "a", 1, "")), history, List.of(at(12.5))))
                .hasSize(1);
    }

    @Test
    @DisplayName("reads BIND's log")
    void log() {
        assertThat(VendorWrite.read(List.of(
                        "01-Jan-2026 00:00:03.000 client @0x7f 192.0.2.1#53/key failover-key: updating zone 'beerus.test/IN': deleting rrset at 'www.beerus.test' A",
                        "01-Jan-2026 00:00:03.000 client @0x7f 192.0.2.1#53/key failover-key: updating zone 'beerus.test/IN': adding an RR at '_failover-www.beerus.test' TXT \"failover=1 service=www epoch=7 watcher=a\"",
                        "01-Jan-2026 00:00:03.000 client @0x7f 192.0.2.1#53/key failover-key: updating zone 'beerus.test/IN': adding an RR at 'www.beerus.test' A "
                                + HOME)))
                .singleElement()
                .satisfies(write -> {
                    assertThat(write.client()).isEqualTo("192.0.2.1");
                    assertThat(write.epoch()).isEqualTo(7);
                    assertThat(write.watcher()).isEqualTo("a");
                    assertThat(write.address()).isEqualTo(HOME);
                });
    }
}
