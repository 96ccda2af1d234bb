package dev.failover.agent.page;

import dev.failover.agent.control.Documents;
import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.page.model.Bead;
import dev.failover.agent.page.model.Facts;
import dev.failover.health.Health;
import java.util.List;
import java.util.Map;

/** Facts in which everything that others say is the same text. */
final class Hostile {
    private Hostile() {}

    static Facts facts(String text) {
        Facts facts = Scene.BOTH_DOWN.facts();
        String quoted = Documents.line(text);
        String document = Documents.line(facts.status());
        for (String said : List.of(
                "connection refused",
                "no answer within 2s",
                "A is 203.0.113.10",
                "no answer from eu.api.ovh.com within 10s",
                "prod is DOWN: connection refused",
                "www: failover to home",
                "home is DOWN, and there is no site to go to",
                "every server of the zone gives 198.51.100.7 for www A",
                "complete as of 21s ago",
                "anna")) {
            document = document.replace("\"" + said + "\"", quoted);
        }
        return new Facts(
                text,
                facts.at(),
                Documents.read(com.google.gson.JsonParser.parseString(document), StatusDocument.class),
                facts.histories(),
                Map.of(Facts.key("www", "prod"), List.of(new Bead(Scene.NOW, Health.Status.DOWN, text))));
    }
}
