package dev.failover.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Place;
import dev.failover.dns.Authorities;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A traffic switch as a zone")
class SwitchZoneTest {
    private static final RecordKey KEY = Place.ofSwitch("balancer").key();
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private long nanoTime;
    private int questions;
    private String where = "prod";
    private Runnable whileAsked = () -> {};

    private final SwitchZone zone = new SwitchZone("balancer", new Balancer(), () -> nanoTime);
    private final Authorities authorities = SwitchZone.among(Map.of("balancer", zone), (name, key, timeout) -> {
        throw new AssertionError("no zone is asked");
    });

    private final class Balancer implements TrafficSwitch {
        @Override
        public Set<String> sites() {
            return Set.of("prod", "home");
        }

        @Override
        public Traffic ask(Duration timeout) {
            questions++;
            Traffic found = Traffic.to(where);
            whileAsked.run();
            return found;
        }

        @Override
        public void send(Redirection redirection, Duration timeout) {
            where = redirection.site();
        }

        @Override
        public Duration longest() {
            return TIMEOUT;
        }
    }

    private Set<String> look() throws InterruptedException {
        Publication publication = authorities.look("balancer", KEY, TIMEOUT);
        return publication.agreed().orElseThrow().values();
    }

    private void send(String from, String to) {
        try {
            zone.apply(
                    List.of(RecordChange.replace(SwitchZone.recordSet(KEY, from), SwitchZone.recordSet(KEY, to))),
                    TIMEOUT);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("is asked once in five seconds, as it may be an API that counts requests")
    void seldom() throws Exception {
        look();
        nanoTime = Duration.ofSeconds(5).toNanos() - 1;
        look();
        assertThat(questions).isEqualTo(1);
        nanoTime++;
        look();
        assertThat(questions).isEqualTo(2);
    }

    @Test
    @DisplayName("is asked anew after a redirection")
    void afterRedirection() throws Exception {
        assertThat(look()).containsExactly("prod");
        send("prod", "home");
        assertThat(look()).containsExactly("home");
    }

    @Test
    @DisplayName("forgets what a look found that began before a redirection")
    void beforeRedirection() throws Exception {
        whileAsked = () -> {
            whileAsked = () -> {};
            send("prod", "home");
        };
        assertThat(look()).as("as it was when it was asked").containsExactly("prod");
        assertThat(look()).containsExactly("home");
    }
}
