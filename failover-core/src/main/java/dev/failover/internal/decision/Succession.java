package dev.failover.internal.decision;

import dev.failover.decision.Assignment;
import dev.failover.decision.Ownership;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.RecordFacts.Status;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the ownership records say about who decides: this watcher, or another one since.
 *
 * <p>What a vendor has in an ownership record got there by a write that knew what was there before. So of two watchers that
 * decide without knowing of each other, the one whose record it is has won, whatever its number; only a number below the
 * one last known there is no successor but an older record put back.
 */
final class Succession {
    /** The same for all watchers. */
    private static final Comparator<Ownership> BY_RANK =
            Comparator.comparingLong(Ownership::epoch).thenComparing(Ownership::watcher);

    private final ServiceState state;
    private final Surroundings seen;

    Succession(ServiceState state, Surroundings seen) {
        this.state = state;
        this.seen = seen;
    }

    /** The ownership records as they should be: those of a switch under way are its own, others stay as they are. */
    List<Placement> claimed() {
        List<Placement> claimed = new ArrayList<>();
        seen.claim()
                .ifPresent(claim -> claim.places().forEach(place -> {
                    if (state.transition().isPresent()) {
                        claimed.add(claim.placement(place, state));
                    } else {
                        List<Placement> here = put(place);
                        here.stream().skip(Math.max(0, here.size() - 1)).forEach(claimed::add);
                    }
                }));
        return claimed;
    }

    private List<Placement> put(Place place) {
        return state.placements().stream()
                .filter(placement -> placement.place().equals(place))
                .toList();
    }

    /** Whether the vendor has a decision there that follows the one last known there. */
    boolean isSuccessor(Place place) {
        return found(place).filter(theirs -> theirs.epoch() >= lastKnown(place)).isPresent();
    }

    private Optional<Ownership> found(Place place) {
        Optional<RecordSet> found = seen.found().getOrDefault(place, Optional.empty());
        return seen.claim().flatMap(claim -> found.flatMap(claim::read));
    }

    /**
     * The oldest that may be there: what came later was intended, and perhaps never took effect. Where nothing was known before the
     * decision under way, that one is no older record either.
     */
    private long lastKnown(Place place) {
        return put(place).stream()
                .findFirst()
                .flatMap(first -> Ownership.read(first.recordSet()))
                .filter(first -> state.transition().isEmpty() || !isMine(first))
                .map(Ownership::epoch)
                .orElse(0L);
    }

    /**
     * Whether the decision in force, as last known, is another watcher's: then this one goes where that one goes. Where several have
     * decided the same, and each has some of the zones, it is the first by rank that sees to it.
     */
    boolean isFollowed() {
        return state.transition().isEmpty()
                && seen.claim()
                        .filter(claim -> claimed().stream()
                                .flatMap(last -> claim.read(last.recordSet()).stream())
                                .max(BY_RANK)
                                .filter(owner -> !owner.watcher().equals(claim.watcher()))
                                .isPresent())
                        .isPresent();
    }

    /**
     * Where the decision that is followed has led since it was adopted. A vendor that takes changes one by one is read between
     * two of them now and then, and has the number of a decision before what that decided.
     */
    Optional<RecordFacts> ledElsewhere() {
        boolean allAsked = seen.found().keySet().containsAll(seen.allPlaces());
        return allAsked && isElsewhere(siteFound()) ? facts() : Optional.empty();
    }

    /** Whether this site is another one than where the decision that is followed was last known to lead. */
    boolean isElsewhere(Optional<String> site) {
        return site.isPresent()
                && isFollowed()
                && !state.assignment().map(Assignment::site).equals(site);
    }

    /** What the other watcher has decided, by what the vendors have; empty if nothing they have makes sense. */
    Optional<RecordFacts> facts() {
        Optional<Ownership> newest = claims().max(BY_RANK);
        boolean allAsked = seen.found().keySet().containsAll(seen.allPlaces());
        Optional<String> site = siteFound();
        if (allAsked && (newest.isEmpty() || site.isEmpty() && isFollowed() && isKnown(newest.get()))) {
            return Optional.empty();
        }
        Optional<Ownership> rival = claims().filter(owner -> !isMine(owner)).max(BY_RANK);
        if (allAsked && site.isEmpty() && rival.isPresent() && isToDecideAnew()) {
            return Optional.of(new RecordFacts(
                    Status.CONTESTED,
                    Optional.empty(),
                    rival.get() + " was made at the same time as decision " + state.epoch()
                            + " of this watcher, and each has some of the zones"));
        }
        String who = newest.map(Ownership::toString).orElse("another watcher's decision");
        List<Place> strange = allAsked ? ofNoSite() : List.of();
        if (!strange.isEmpty()) {
            String there = strange.stream()
                    .map(place -> place + " is "
                            + seen.found()
                                    .getOrDefault(place, Optional.empty())
                                    .map(found -> String.join("+", found.values()))
                                    .orElse("absent"))
                    .collect(Collectors.joining(", "));
            return Optional.of(new RecordFacts(
                    Status.DIVERGED,
                    Optional.empty(),
                    "%s is in force, and %s, which no site has in the configuration of this watcher: compare the two"
                            .formatted(who, there)));
        }
        return Optional.of(new RecordFacts(
                Status.SUPERSEDED,
                site,
                who + site.map(" is in force: every record points to "::concat).orElse(" is under way")));
    }

    /**
     * Whether each of several watchers has won some of the zones, so that each would wait for another, and it is this one's to end
     * that: its number is the highest or, among the same numbers, its name is the last.
     */
    private boolean isToDecideAnew() {
        return state.transition().isPresent()
                && claims().max(BY_RANK).filter(this::isMine).isPresent();
    }

    private boolean isMine(Ownership owner) {
        return owner.epoch() == state.epoch()
                && seen.claim()
                        .filter(claim -> claim.watcher().equals(owner.watcher()))
                        .isPresent();
    }

    /** What the vendors have in the ownership records. */
    private Stream<Ownership> claims() {
        return seen.claim().stream().flatMap(claim -> claim.places().stream()).flatMap(place -> found(place).stream());
    }

    /** Where the vendors have what no site would put there; nowhere while some site's address is not known. */
    private List<Place> ofNoSite() {
        if (seen.sites().values().stream().anyMatch(List::isEmpty)) {
            return List.of();
        }
        List<Placement> known =
                seen.sites().values().stream().flatMap(List::stream).toList();
        return seen.places().stream()
                .filter(place -> known.stream()
                        .noneMatch(placement -> placement.place().equals(place) && seen.isFound(placement)))
                .toList();
    }

    private boolean isKnown(Ownership newest) {
        return state.placements().stream()
                .flatMap(placement -> Ownership.read(placement.recordSet()).stream())
                .anyMatch(newest::equals);
    }

    /** The one site that every record points to, by what the vendors have. */
    Optional<String> siteFound() {
        return seen.sites().entrySet().stream()
                .filter(site -> seen.isComplete(site.getValue())
                        && site.getValue().stream().allMatch(seen::isFound))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
