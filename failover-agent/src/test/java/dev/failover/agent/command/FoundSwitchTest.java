package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Place;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.traffic.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A plan of a traffic switch")
class FoundSwitchTest {
    private static final RecordKey KEY = Place.ofSwitch("balancer").key();

    private static FoundSwitch at(Traffic where) {
        return said(new Publication.Served("balancer", Optional.of(RecordSet.of(KEY, Duration.ZERO, where.text()))));
    }

    private static FoundSwitch said(Publication.Answer answer) {
        return new FoundSwitch("balancer", Optional.of(new Publication(KEY, List.of(answer))), Set.of("prod", "spare"));
    }

    @Test
    @DisplayName("says from where to where it would send")
    void sends() {
        assertThat(at(Traffic.to("prod")).write("spare").map(PlanView.Write::sentence))
                .contains("balancer: sends to prod -> spare");
        assertThat(at(Traffic.to("prod")).place("spare").diff()).containsExactly("- sends to prod", "+ sends to spare");
        assertThat(at(Traffic.elsewhere("web9")).place("spare").diff())
                .containsExactly("- sends to web9", "+ sends to spare");
    }

    @Test
    @DisplayName("says that nothing is to be done where it sends already, or can't send to")
    void nothing() {
        assertThat(at(Traffic.to("prod")).write("prod")).isEmpty();
        assertThat(at(Traffic.to("prod")).place("prod").change()).isEqualTo("none");
        assertThat(at(Traffic.to("prod")).write("home")).isEmpty();
        assertThat(at(Traffic.to("prod")).place("home").change()).isEqualTo("none");
        assertThat(at(Traffic.to("prod")).place("home").diff().get(1))
                .isEqualTo("  stays as it is: it can't send to home");
    }

    @Test
    @DisplayName("does not know what is to be done where it says nothing")
    void silent() {
        FoundSwitch silent = said(new Publication.Silent("balancer", "timeout"));
        assertThat(silent.write("spare")).isEmpty();
        assertThat(silent.place("spare").change()).isEqualTo("unknown");
        assertThat(silent.place("spare").diff().get(0)).contains("not known").contains("timeout");
    }
}
