package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.page.model.Reachability;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A service is")
class ReachabilityTest {
    @ParameterizedTest(name = "at {0} ({1}): prod {2}, home {3}, watcher {4}, records {5} → {6}")
    @CsvSource({
        "prod, published, up, up, connected, as-decided, UP",
        "prod, published, down, up, connected, as-decided, DOWN",
        "prod, published, unknown, up, connected, as-decided, UNKNOWN",
        "home, published, down, up, connected, as-decided, UP",
        "home, published, up, down, connected, as-decided, DOWN",
        "home, pending, down, up, connected, pending, DOWN",
        "home, pending, up, up, connected, pending, UP",
        "home, pending, unknown, up, connected, pending, UNKNOWN",
        "prod, published, down, up, isolated, as-decided, UNKNOWN",
        "prod, published, up, up, unchecked, as-decided, UP",
        "prod, published, up, up, connected, foreign, UNKNOWN",
        "nowhere, published, up, up, connected, as-decided, UNKNOWN",
        "prod, published, degraded, up, connected, as-decided, DEGRADED",
    })
    @DisplayName("as the site is to which the records lead users, and not known where nobody can tell")
    void of(String at, String published, String prod, String home, String watcher, String records, Reachability is) {
        JsonObject view = Documents.of(Scene.SWITCHING.facts().services().get(0));
        JsonObject assignment = view.getAsJsonObject("assignment");
        assignment.addProperty("site", at);
        assignment.addProperty("published", published.equals("published"));
        verdict(view, 0, prod);
        verdict(view, 1, home);
        view.addProperty("connectivity", watcher);
        view.getAsJsonObject("records").addProperty("status", records);

        assertThat(Reachability.of(Documents.read(view, ServiceView.class))).isEqualTo(is);
    }

    private static void verdict(JsonObject view, int site, String verdict) {
        JsonObject of = view.getAsJsonArray("sites").get(site).getAsJsonObject();
        of.addProperty("degraded", verdict.equals("degraded"));
        of.addProperty("verdict", verdict.equals("degraded") ? "up" : verdict);
    }
}
