package dev.failover.internal.decision;

import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts;
import dev.failover.dns.RecordChange;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is needed for the zones to be as decided.
 *
 * @param facts how they compare now
 * @param intent what is to be journalled before anything is written; empty if it is already
 * @param writes the changes to make, by provider
 * @param questions the places whose vendor must be asked before anything can be said
 * @param expired what is not outstanding any more: its time is over, and the vendor has something else
 * @param desired what is to be in place; empty if that is not known
 * @param mixed whether some of what was decided is served beside something else, or another watcher's decision is for no site here
 * @param settled whether everything is in place and nothing else of ours can be left in the zones
 */
public record Reconciliation(
        RecordFacts facts,
        List<Placement> intent,
        Map<String, List<RecordChange>> writes,
        Set<Place> questions,
        Set<Placement> expired,
        List<Placement> desired,
        boolean mixed,
        boolean settled) {}
