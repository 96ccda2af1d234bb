package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.control.Documents;
import dev.failover.agent.page.html.Badge;
import dev.failover.agent.page.html.Feed;
import dev.failover.agent.page.html.PublicView;
import dev.failover.agent.page.model.PublicStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What everybody may know")
class PublicStatusTest {
    private static PublicStatus of(Scene scene) {
        return PublicStatus.of(scene.facts(), Optional.empty());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("has no address, no site, no vendor, nobody's name and no reason, in any form")
    void keepsToItself(Scene scene) {
        PublicStatus status = of(scene);
        String all = (Documents.line(status)
                        + PublicView.of(status)
                        + PublicView.of(PublicStatus.of(scene.facts(), Optional.of(Scene.NOW)))
                        + Feed.of(status)
                        + Badge.of(status.components().get(0)))
                .toLowerCase(Locale.ROOT);

        assertThat(all)
                .contains("www")
                .doesNotContain("203.0.113", "198.51.100", "ovh", "prod", "home", "anna", "refused", "503", "ipify");
    }

    @ParameterizedTest
    @CsvSource({
        "QUIET, none, All services are reachable, operational, false",
        "SWITCHING, critical, www is not reachable, major_outage, true",
        "BOTH_DOWN, critical, www is not reachable, major_outage, true",
        "LATCHED, none, www is reachable, operational, true"
    })
    @DisplayName("begins with one sentence, and has each service's state")
    void states(Scene scene, String indicator, String description, String component, boolean standby) {
        PublicStatus status = of(scene);

        assertThat(status.status()).isEqualTo(new PublicStatus.Overall(indicator, description));
        assertThat(status.components().get(0).status()).isEqualTo(component);
        assertThat(status.components().get(0).standby()).isEqualTo(standby);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "has 90 days, of which those before anything was known are not known, and none is counted as down for that")
    void days(Scene scene) {
        PublicStatus.Component www = of(scene).components().get(0);

        assertThat(www.days()).hasSize(90);
        assertThat(www.days().get(0).date()).isEqualTo("2026-09-01");
        assertThat(www.days().get(0).availability())
                .isEqualTo(new PublicStatus.Availability(Optional.empty(), Duration.ZERO, 1));
        assertThat(www.days().get(89).date()).isEqualTo("2026-11-29");
        assertThat(www.days().stream()
                        .map(day -> day.availability().downSeconds())
                        .reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(www.quarter().downSeconds());
    }

    @ParameterizedTest
    @CsvSource({"QUIET, 2, true", "SWITCHING, 3, false", "BOTH_DOWN, 3, false", "LATCHED, 2, true"})
    @DisplayName("has the outages, the newest first, and when one was answered by a switch")
    void outages(Scene scene, int count, boolean over) {
        PublicStatus status = of(scene);

        assertThat(status.incidents()).hasSize(count);
        PublicStatus.Incident newest = status.incidents().get(0);
        assertThat(newest.ended().isPresent()).isEqualTo(over);
        assertThat(newest.moved().isPresent()).isEqualTo(scene == Scene.SWITCHING);
    }
}
