package dev.failover;

import dev.failover.component.Excerpt;
import dev.failover.decision.Condition;
import dev.failover.decision.Decision;
import dev.failover.decision.Gate;
import dev.failover.decision.SiteFacts;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordSet;
import dev.failover.internal.decision.Situation;
import dev.failover.time.Durations;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What goes into the journal beside an event, so that whoever reads it later knows what was known then. */
final class JournalFacts {
    private JournalFacts() {}

    /** What was decided from: each site, the watcher's own network, the records, and every gate considered. */
    static Map<String, String> of(Situation situation, Decision decision) {
        Map<String, String> facts = new TreeMap<>();
        for (SiteFacts site : situation.sites()) {
            facts.put(
                    "site/" + site.site(),
                    "%s for %s (%s)".formatted(site.verdict(), Durations.format(site.lasting()), site.detail()));
        }
        facts.put("watcher", situation.connectivity().name().toLowerCase(Locale.ROOT));
        facts.put("served", situation.records().sentence());
        situation
                .coordinated()
                .ifPresent(several ->
                        several.votes().forEach(votes -> facts.put("votes/" + votes.site(), votes.sentence())));
        for (Gate gate : decision.gates()) {
            facts.put(
                    "gate/" + gate.kind().name().toLowerCase(Locale.ROOT),
                    (gate.met() ? "" : "unmet: ") + gate.sentence());
        }
        return facts;
    }

    /**
     * What is the case, and what of it a human is not told.
     *
     * @param inhibited what some of them follow from, by their ids
     */
    static Map<String, String> of(List<Condition> conditions, Map<String, String> inhibited) {
        Map<String, String> facts = new TreeMap<>();
        conditions.forEach(condition -> facts.put(condition.id(), condition.sentence()));
        inhibited.forEach((id, cause) -> facts.put("inhibited/" + id, cause));
        return facts;
    }

    /** What was replaced by what. */
    static Map<String, String> ofChanges(List<RecordChange> changes) {
        Map<String, String> facts = new TreeMap<>();
        changes.forEach(change -> facts.put(
                change.desired().key().toString(),
                "%s -> %s"
                        .formatted(
                                change.expected().map(JournalFacts::values).orElse("absent"),
                                values(change.desired()))));
        return facts;
    }

    private static String values(RecordSet set) {
        return Excerpt.of(String.join("+", set.values()));
    }
}
