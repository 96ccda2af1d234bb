package dev.failover.internal.decision;

import dev.failover.component.Excerpt;
import dev.failover.decision.Condition;
import dev.failover.decision.Ownership;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.RecordFacts.Status;
import dev.failover.decision.ServiceState;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what is served with what was decided, and says what is needed to make both the same. A pure function, level
 * triggered: a crash, a lost answer, a change by hand and a new address all heal by this one path.
 *
 * <p>A value found in a zone is ours if the journal says that we put it there or found it there when we took over. Anything
 * else is somebody else's and is never overwritten unasked. When the servers give an older value of ours, their vendor is
 * asked before it is taken for somebody's work: the servers may merely lag.
 */
public final class Reconciler {
    private static final Comparator<Place> BY_NAME = Comparator.comparing(Place::toString);

    private final ServiceState state;
    private final Surroundings seen;
    private final Succession theirs;
    private final Set<Place> owners;
    private final List<Placement> desired;
    // A service may have a thousand record sets, and this is done at every step.
    private final Map<Place, List<Placement>> putAt;
    private final Map<Place, List<Placement>> outstandingAt;
    private final Map<Place, Placement> desiredAt;
    /** Traffic switches that can't send to the site that is decided for: they stay as they are. */
    private final Set<Place> leftAlone;

    private final Set<Place> questions = new TreeSet<>(BY_NAME);
    /** Those where what is served is not ours, and the vendor has not said what it has. */
    private final Set<Place> doubted = new TreeSet<>(BY_NAME);

    private Reconciler(ServiceState state, Surroundings seen) {
        this.state = state;
        this.seen = seen;
        this.owners = Set.copyOf(seen.claim().map(Claim::places).orElse(List.of()));
        this.putAt = state.placements().stream().collect(Collectors.groupingBy(Placement::place));
        this.outstandingAt = state.outstanding().stream().collect(Collectors.groupingBy(Placement::place));
        this.theirs = new Succession(state, seen);
        List<Placement> decided = decided();
        this.leftAlone = decided.isEmpty()
                ? Set.of()
                : seen.places().stream()
                        .filter(place -> place.isSwitch()
                                && decided.stream()
                                        .noneMatch(
                                                placement -> placement.place().equals(place)))
                        .collect(Collectors.toUnmodifiableSet());
        this.desired = desired(decided);
        this.desiredAt = desired.stream().collect(Collectors.toMap(Placement::place, placement -> placement));
    }

    /** What may be there through us, oldest first. */
    private List<Placement> put(Place place) {
        return putAt.getOrDefault(place, List.of());
    }

    /** What the site that was decided for puts in place. */
    private List<Placement> decided() {
        return state.assignment()
                .map(assignment -> seen.sites().getOrDefault(assignment.site(), List.<Placement>of()))
                .orElse(List.of());
    }

    private List<Placement> desired(List<Placement> decided) {
        if (decided.isEmpty()) {
            return List.of();
        }
        // In front: a claim that is refused must keep everything after it from being written.
        List<Placement> all = new ArrayList<>(theirs.claimed());
        all.addAll(decided);
        leftAlone.stream()
                .sorted(BY_NAME)
                .flatMap(place -> asItIs(place).stream())
                .forEach(all::add);
        return all;
    }

    /** What of ours is there, or was put there last. */
    private Optional<Placement> asItIs(Place place) {
        List<Placement> here = put(place);
        return here.stream()
                .filter(this::isEverywhere)
                .findFirst()
                .or(() -> here.stream().skip(Math.max(0, here.size() - 1)).findFirst());
    }

    /** Says what the state asks of the zones. */
    public static Reconciliation reconcile(ServiceState state, Surroundings seen) {
        return new Reconciler(state, seen).reconcile();
    }

    private Reconciliation reconcile() {
        RecordFacts facts = facts();
        boolean mixed = isMixed() || facts.status() == Status.DIVERGED;
        boolean writable = !desired.isEmpty()
                && !facts.isSomebodyElses()
                && questions.isEmpty()
                && (isSeen(facts) || isIntentOpen());
        if (!writable) {
            return new Reconciliation(facts, List.of(), Map.of(), questions, Set.of(), desired, mixed, false);
        }
        List<Placement> unwritten = desired.stream().filter(this::isToBeWritten).toList();
        List<Placement> intent = desired.stream()
                .filter(placement -> !leftAlone.contains(placement.place()))
                .filter(placement ->
                        isNotLatest(placement) || unwritten.contains(placement) && !isOutstanding(placement))
                .toList();
        if (!intent.isEmpty()) {
            return new Reconciliation(facts, intent, Map.of(), questions, Set.of(), desired, mixed, false);
        }
        Map<String, List<RecordChange>> writes = new TreeMap<>();
        unwritten.stream()
                .filter(placement -> !waitsForClaim(placement.place()))
                .forEach(placement -> writes.computeIfAbsent(placement.place().provider(), name -> new ArrayList<>())
                        .add(change(placement)));
        boolean done = facts.status() == Status.AS_DECIDED && unwritten.isEmpty();
        if (done) {
            // Servers that never changed prove nothing of what their vendor has, or is about to have.
            Collection<Placement> doubtful = isIntentOpen() ? state.outstanding() : seen.expired();
            doubtful.stream().filter(this::isToBeAskedFor).map(Placement::place).forEach(questions::add);
        }
        boolean settled = done && questions.isEmpty();
        Set<Placement> expired = settled && !isIntentOpen()
                ? seen.expired().stream().filter(this::isSuperseded).collect(Collectors.toUnmodifiableSet())
                : Set.of();
        return new Reconciliation(facts, List.of(), writes, questions, expired, desired, mixed, settled);
    }

    /** S3: nothing but the zones shows whose decision it is, so a traffic switch waits until they have taken it. */
    private boolean waitsForClaim(Place place) {
        return place.isSwitch()
                && state.transition().isPresent()
                && owners.stream()
                        .map(Place::provider)
                        .anyMatch(provider -> !seen.applied().contains(provider) && !isClaimed(provider));
    }

    private boolean isSuperseded(Placement placement) {
        Placement wanted = desiredAt.get(placement.place());
        return wanted == null || !wanted.sameValues(placement);
    }

    private boolean isToBeAskedFor(Placement placement) {
        return isSuperseded(placement)
                && desiredAt.containsKey(placement.place())
                && !seen.found().containsKey(placement.place());
    }

    private boolean isOutstanding(Placement placement) {
        return outstandingAt.getOrDefault(placement.place(), List.of()).stream().anyMatch(placement::sameValues);
    }

    private boolean isToBeWritten(Placement placement) {
        Place place = placement.place();
        if (leftAlone.contains(place)) {
            return false;
        }
        boolean unwritten = isIntentOpen() && !seen.applied().contains(place.provider()) && !isSeenInPlace(placement);
        // What another watcher decided is its to publish; servers that lag will get there.
        boolean lagging = seen.published().containsKey(place) && !isEverywhere(placement) && !theirs.isFollowed();
        return unwritten || lagging || isUndoneByUs(placement);
    }

    /**
     * Whether it is there by the word of the vendor and of every server, and that is the work of a call of which nothing was heard:
     * the vendor has taken this very decision, or nothing else of ours may still arrive.
     */
    private boolean isSeenInPlace(Placement placement) {
        boolean isItsWork = isClaimed(placement.place().provider())
                || outstandingAt.getOrDefault(placement.place(), List.of()).stream()
                        .allMatch(placement::sameValues);
        return isItsWork && isEverywhere(placement) && seen.isFound(placement);
    }

    /** Whether the vendor has the number of the switch under way, which goes before all that the switch puts there. */
    private boolean isClaimed(String provider) {
        return state.transition().isPresent()
                && owners.stream()
                        .filter(place -> place.provider().equals(provider))
                        .flatMap(place -> Stream.ofNullable(desiredAt.get(place)))
                        .anyMatch(seen::isFound);
    }

    /**
     * Whether the vendor has something else of ours, wanted once, that nobody may serve yet: the next to publish would publish it. Who
     * follows another's decision may have wanted the same as that one is putting there.
     */
    private boolean isUndoneByUs(Placement wanted) {
        return !theirs.isFollowed()
                && seen.found().getOrDefault(wanted.place(), Optional.empty()).stream()
                        .map(found -> new Placement(wanted.place(), found))
                        .anyMatch(found -> !found.sameValues(wanted) && isOutstanding(found));
    }

    private static boolean isSeen(RecordFacts facts) {
        return facts.status() != Status.UNKNOWN && facts.status() != Status.UNSEEN;
    }

    /** Whether something else of ours than what is desired may still be in the zones. */
    private boolean isIntentOpen() {
        return state.transition().isPresent() || state.placements().size() != desired.size();
    }

    private boolean isNotLatest(Placement placement) {
        List<Placement> here = put(placement.place());
        return here.isEmpty() || !here.get(here.size() - 1).sameValues(placement);
    }

    private boolean isEverywhere(Placement placement) {
        Publication publication = seen.published().get(placement.place());
        return publication != null && publication.isEverywhere(placement.recordSet());
    }

    /** S13: half of a switch is served, over several zones or over several servers. */
    private boolean isMixed() {
        List<Placement> records = desired.stream()
                .filter(placement -> !owners.contains(placement.place()) && !leftAlone.contains(placement.place()))
                .toList();
        boolean some = records.stream().anyMatch(this::isAnywhere);
        boolean all = records.stream().allMatch(this::isEverywhere);
        return some && !all && seen.published().keySet().containsAll(seen.places());
    }

    private boolean isAnywhere(Placement placement) {
        Publication publication = seen.published().get(placement.place());
        return publication != null
                && publication
                        .served()
                        .contains(Optional.of(placement.recordSet().values()));
    }

    /** What the vendor has, as far as we know: what it said, else what is served, else what we last put there. */
    private RecordChange change(Placement placement) {
        Place place = placement.place();
        Optional<RecordSet> before;
        if (seen.found().containsKey(place)) {
            before = seen.found().get(place);
        } else {
            Publication publication = seen.published().get(place);
            Optional<RecordSet> served = publication == null ? Optional.empty() : publication.agreed();
            before = served.filter(value -> isOurs(place, Optional.of(value.values())))
                    .or(() -> lastPut(placement));
        }
        return new RecordChange(before, placement.recordSet());
    }

    private Optional<RecordSet> lastPut(Placement placement) {
        List<Placement> others = put(placement.place()).stream()
                .filter(other -> !other.sameValues(placement))
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(others.get(others.size() - 1).recordSet());
    }

    private RecordFacts facts() {
        RecordFacts facts = compared();
        if (!doubted.isEmpty()) {
            facts = facts.withDoubt(sentences(List.copyOf(doubted), this::describe));
        }
        return lost().map(facts::withLost).orElse(facts);
    }

    private RecordFacts compared() {
        Optional<String> site = siteServed();
        Map<Status, List<Place>> places =
                seen.allPlaces().stream().collect(Collectors.groupingBy(place -> status(place, site)));
        if (places.containsKey(Status.FOREIGN)) {
            return strange(places.get(Status.FOREIGN));
        }
        Optional<RecordFacts> elsewhere = theirs.ledElsewhere();
        if (elsewhere.isPresent()) {
            return elsewhere.get();
        }
        if (theirs.isElsewhere(site)) {
            // Even where that is a value of ours: whether their decision led there is for the vendors to say.
            questions.addAll(unasked());
        }
        for (Status worst : List.of(Status.UNSEEN, Status.UNKNOWN, Status.PENDING)) {
            if (places.containsKey(worst)) {
                return new RecordFacts(worst, site, sentences(places.get(worst), this::describe));
            }
        }
        return new RecordFacts(Status.AS_DECIDED, site, asDecided());
    }

    private String asDecided() {
        return seen.allPlaces().stream().allMatch(Place::isSwitch)
                ? "the traffic goes where that was decided"
                : Coverage.of(zones()) + " gives what was decided";
    }

    private List<Publication> zones() {
        return seen.published().entrySet().stream()
                .filter(there -> !there.getKey().isSwitch())
                .map(Map.Entry::getValue)
                .toList();
    }

    private Status status(Place place, Optional<String> site) {
        Publication publication = seen.published().get(place);
        Set<Optional<Set<String>>> served = served(place);
        boolean alone = leftAlone.contains(place);
        if (alone && put(place).isEmpty()) {
            return Status.AS_DECIDED;
        }
        if (state.assignment().isPresent() && isSomebodyElses(place, served)) {
            return Status.FOREIGN;
        }
        if (alone) {
            return Status.AS_DECIDED;
        }
        if (publication == null) {
            return Status.UNSEEN;
        }
        if (served.isEmpty()) {
            return Status.UNKNOWN;
        }
        if (state.assignment().isEmpty() && site.isEmpty() && !owners.contains(place)) {
            return Status.FOREIGN;
        }
        return isPending(place) ? Status.PENDING : Status.AS_DECIDED;
    }

    /** Somebody's work: another watcher's decision, or just anybody's. */
    private RecordFacts strange(List<Place> foreign) {
        if (state.assignment().isEmpty()) {
            return new RecordFacts(
                    Status.FOREIGN,
                    Optional.empty(),
                    sentences(foreign, this::describe) + ", which is not one site's address");
        }
        // Whether somebody has moved all of it, and where to, is for the vendors to say too.
        questions.addAll(unasked());
        boolean succeeded = theirs.isFollowed() || foreign.stream().anyMatch(theirs::isSuccessor);
        boolean claimsMakeSense = foreign.stream().filter(owners::contains).allMatch(theirs::isSuccessor);
        Optional<RecordFacts> decided = succeeded && claimsMakeSense ? theirs.facts() : Optional.empty();
        return decided.orElseGet(() -> new RecordFacts(
                Status.FOREIGN,
                theirs.siteFound(),
                sentences(foreign, this::describeFound) + ", which was not put there by us"));
    }

    private List<Place> unasked() {
        return seen.allPlaces().stream()
                .filter(place -> !seen.found().containsKey(place))
                .toList();
    }

    private static String sentences(List<Place> places, Function<Place, String> sentence) {
        return places.stream().map(sentence).collect(Collectors.joining(", "));
    }

    private Set<Optional<Set<String>>> served(Place place) {
        Publication publication = seen.published().get(place);
        return publication == null ? Set.of() : publication.served();
    }

    /** Whether something else is wanted there than is served. Of an ownership record nothing may be wanted: then anything is right. */
    private boolean isPending(Place place) {
        Placement wanted = desiredAt.get(place);
        return wanted == null ? !owners.contains(place) : !isEverywhere(wanted);
    }

    /** What the vendor said decides; until it was asked, a value that is not ours is a question. */
    private boolean isSomebodyElses(Place place, Set<Optional<Set<String>>> served) {
        if (seen.found().containsKey(place)) {
            Optional<Set<String>> there = seen.found().get(place).map(RecordSet::values);
            boolean gone = there.isEmpty() && (owners.contains(place) || isGivenAllTheSame(place, served));
            return !gone && !isOurs(place, there);
        }
        if (!served.stream().allMatch(values -> isOurs(place, values))) {
            questions.add(place);
            doubted.add(place);
            // Whose decision it is tells what to make of it.
            seen.claim().ifPresent(claim -> questions.addAll(seen.allPlaces()));
        }
        return false;
    }

    /**
     * Servers that give what is ours although the vendor has nothing there give a wildcard's answer, or what nobody has published the
     * end of. Nothing has changed for users, and a switch makes a record of its own.
     */
    private boolean isGivenAllTheSame(Place place, Set<Optional<Set<String>>> served) {
        return !served.isEmpty() && served.stream().allMatch(values -> values.isPresent() && isOurs(place, values));
    }

    /**
     * Absence is ours only where nothing but the value now intended was ever put: then it is to be created. An ownership
     * record need not be there before that.
     */
    private boolean isOurs(Place place, Optional<Set<String>> values) {
        List<Placement> here = put(place);
        if (values.isEmpty()) {
            return here.isEmpty() && owners.contains(place)
                    || state.transition().isPresent()
                            && here.stream().allMatch(placement -> placement.equals(desiredAt.get(place)));
        }
        // What is wanted there is nobody's against us: another watcher may have heard of a new address first.
        Stream<Placement> wanted = Stream.ofNullable(desiredAt.get(place));
        return Stream.of(here.stream(), outstandingAt.getOrDefault(place, List.of()).stream(), wanted)
                .flatMap(puts -> puts)
                .anyMatch(put -> put.recordSet().values().equals(values.get()));
    }

    /**
     * The ownership records that were there and are gone. Who deletes one decides nothing: whose it was puts it back, and a next
     * decision makes it anew, both of which the vendor refuses if another watcher was first.
     */
    private Optional<String> lost() {
        List<Place> lost = owners.stream().filter(this::isLost).sorted(BY_NAME).toList();
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of(sentences(
                                lost,
                                place -> place + " is gone, which said "
                                        + put(place).stream()
                                                .flatMap(last -> Ownership.read(last.recordSet()).stream())
                                                .reduce((earlier, later) -> later)
                                                .map(Ownership::toString)
                                                .orElse("nothing"))
                        + (theirs.isFollowed()
                                ? ": that watcher has to put it back, unless another decides first"
                                : ": it is put back"));
    }

    private boolean isLost(Place place) {
        Set<Optional<Set<String>>> served = served(place);
        boolean gone =
                !served.isEmpty() && served.stream().noneMatch(values -> values.isPresent() && isOurs(place, values));
        if (!gone || put(place).isEmpty() || state.transition().isPresent()) {
            return false;
        }
        // While it is put back the vendor has to be asked anew; what was told is the case until the servers say
        // otherwise.
        return seen.found().containsKey(place)
                ? seen.found().get(place).isEmpty()
                : state.conditions().containsKey(Condition.id(Condition.Kind.OWNERSHIP_LOST, ""));
    }

    /** The one site that every record points to, at every server that answered. */
    private Optional<String> siteServed() {
        return seen.sites().entrySet().stream()
                .filter(site -> seen.isComplete(site.getValue())
                        && site.getValue().stream().allMatch(this::isEverywhere))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** What the zone's servers have to say. */
    private String describe(Place place) {
        Publication publication = seen.published().get(place);
        if (publication == null) {
            return place + " was not looked at yet";
        }
        return publication.served().isEmpty()
                ? silence(place, publication)
                : place + " is " + text(publication.served()) + lagging(place, publication);
    }

    private String describeFound(Place place) {
        return place + " is "
                + text(Set.of(seen.found().getOrDefault(place, Optional.empty()).map(RecordSet::values)));
    }

    private static String text(Set<Optional<Set<String>>> various) {
        return various.stream()
                .map(values -> values.map(present -> Excerpt.of(String.join("+", present)))
                        .orElse("absent"))
                .sorted()
                .collect(Collectors.joining(" or "));
    }

    private static String silence(Place place, Publication publication) {
        return place
                + (place.isSwitch()
                        ? " is not known, as the switch does not say ("
                        : " is not known, as no server of the zone answered (")
                + publication.silent().stream()
                        .map(silent -> silent.server() + ": " + silent.reason())
                        .collect(Collectors.joining(", "))
                + ")";
    }

    /** Where some servers give what was decided, the others are named. */
    private String lagging(Place place, Publication publication) {
        Placement wanted = desiredAt.get(place);
        if (wanted == null || !isAnywhere(wanted)) {
            return "";
        }
        return " (lagging: " + String.join(", ", publication.lagging(wanted.recordSet())) + ")";
    }
}
