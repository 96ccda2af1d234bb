package dev.failover.agent.drill;

import dev.failover.Failover;
import dev.failover.FailoverEvent;
import dev.failover.Prediction;
import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.ServiceStatus;
import dev.failover.agent.drill.Stopwatch.Mark;
import dev.failover.component.Excerpt;
import dev.failover.decision.Decision;
import dev.failover.decision.Gate;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.time.Durations;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * There and back: a failover of the drill's service by an injected failure, and the way back once it is healed, under the eyes of one
 * who watches the real service. It decides nothing and writes nothing itself: that is done by the two that it is given. Lives on
 * the event thread; for one use.
 */
final class Exercise {
    private static final Duration TURN = Duration.ofMillis(100);
    /** What a machine or a vendor may be late with, beside what is predicted. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    /** Names that are new take longer at some vendors than another value of a name that is known. */
    private static final Duration TIME_TO_SERVE = Duration.ofMinutes(5);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration WORD_LASTS = Duration.ofHours(1);
    private static final int MOST_NOTES = 20;

    private final Scheduler scheduler;
    private final Service real;
    private final Rehearsed rehearsed;
    private final Steadiness steadiness;
    private final ClientView client;
    private final List<RecordSet> initial;
    private final String by;
    private final Consumer<String> progress;

    private final CompletableFuture<Course> course = new CompletableFuture<>();
    private final Stopwatch away = new Stopwatch();
    private final Stopwatch back = new Stopwatch();
    private final Map<RecordKey, RecordSet> written = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable Failover drilled;
    private @Nullable Prediction prediction;
    private Optional<Duration> replicaAge = Optional.empty();
    private Stage stage = Stage.SETTLING;
    private long limit;
    private boolean asking;
    private boolean wordGiven;
    private String waitsFor = "nothing is known yet";

    private enum Stage {
        SETTLING,
        AWAY,
        HEALING,
        BACK,
        OVER
    }

    /**
     * @param initial what the drill's names were made with: where the primary is
     * @param by who has the drill made
     * @param progress told what is done next; quick
     */
    Exercise(
            Scheduler scheduler,
            Service real,
            Rehearsed rehearsed,
            ClientView client,
            List<RecordSet> initial,
            String by,
            Consumer<String> progress) {
        this.scheduler = scheduler;
        this.real = real;
        this.rehearsed = rehearsed;
        this.steadiness = new Steadiness(real);
        this.client = client;
        this.initial = List.copyOf(initial);
        this.by = by;
        this.progress = progress;
    }

    /**
     * Begins.
     *
     * @param drilled acts on the drill's names, is started, and tells {@link #hear} of what happens
     * @param observer watches the real service, is started, and writes nothing
     */
    CompletableFuture<Course> begin(Failover drilled, Failover observer) {
        this.drilled = drilled;
        scheduler.schedule(Duration.ZERO, () -> {
            limitTo(toSettle());
            turn(drilled, observer);
        });
        return course;
    }

    /** How long all of it takes at most, whatever is predicted. */
    Duration longest() {
        Duration ttl = real.records().stream()
                .map(ManagedRecord::ttl)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return toSettle()
                .plus(real.thresholds().detectionBound())
                .plus(ttl)
                .plus(Duration.ofMinutes(10))
                .multipliedBy(6);
    }

    /** Ends it as soon as may be: something or somebody else is more important. */
    void interrupt(String why) {
        scheduler.schedule(Duration.ZERO, () -> end(DrillOutcome.INTERRUPTED, why));
    }

    /** Of what happens to the drill's service; from any thread. */
    void hear(FailoverEvent event) {
        long now = scheduler.nanoTime();
        scheduler.schedule(Duration.ZERO, () -> note(event, now));
    }

    private void note(FailoverEvent event, long now) {
        switch (event.kind()) {
            case VERDICT -> {
                FailoverEvent.VerdictChanged changed = (FailoverEvent.VerdictChanged) event;
                if (stage == Stage.AWAY && changed.site().equals(primary()) && changed.verdict() == Verdict.DOWN) {
                    away.mark(Mark.VERDICT, now);
                }
            }
            case DECIDED -> decided((FailoverEvent.Decided) event, now);
            case WRITTEN -> ((FailoverEvent.Written) event).recordSets().forEach(each -> written.put(each.key(), each));
            case WRITE_FAILED -> remark("a write failed and was tried again: " + event.text());
            case PUBLISHED -> {
                if (stage == Stage.AWAY && !event.site().equals(primary())) {
                    away.mark(Mark.PUBLISHED, now);
                } else if (stage == Stage.BACK && event.site().equals(primary())) {
                    back.mark(Mark.PUBLISHED, now);
                }
            }
            case NOT_JOURNALLED, BUG -> remark(event.text());
            default -> {
                // Told by what follows from it.
            }
        }
    }

    private void decided(FailoverEvent.Decided event, long now) {
        if (event.began().isEmpty()) {
            return;
        }
        boolean toPrimary = event.site().equals(primary());
        if (stage == Stage.AWAY && !toPrimary) {
            away.mark(Mark.DECIDED, now);
            written.clear();
            replicaAge = mine().flatMap(status -> site(status, event.site())).flatMap(SiteFacts::replicaAge);
        } else if (stage == Stage.HEALING && toPrimary) {
            back.mark(Mark.DECIDED, now);
            written.clear();
            go(Stage.BACK, predicted().publishing().plus(predicted().caching()));
        }
    }

    private void turn(Failover acting, Failover watching) {
        if (stage == Stage.OVER) {
            return;
        }
        client.turn();
        Optional<ServiceStatus> seen = watching.status(real.name());
        Optional<ServiceStatus> mine = mine();
        if (seen.isPresent() && mine.isPresent()) {
            step(acting, seen.get(), mine.get());
        }
        if (stage != Stage.OVER && scheduler.nanoTime() - limit >= 0) {
            late();
        }
        scheduler.schedule(TURN, () -> turn(acting, watching));
    }

    private void step(Failover acting, ServiceStatus seen, ServiceStatus mine) {
        Optional<String> incident = steadiness.incident(seen);
        if (incident.isPresent()) {
            end(
                    stage == Stage.SETTLING ? DrillOutcome.BLOCKED : DrillOutcome.INTERRUPTED,
                    "the real service comes first: " + incident.get());
            return;
        }
        Optional<String> trouble = stage == Stage.SETTLING ? Optional.empty() : steadiness.trouble(seen);
        if (trouble.isPresent()) {
            end(DrillOutcome.FAILED, "called off, as it was not steady any more: " + trouble.get());
            return;
        }
        switch (stage) {
            case SETTLING -> settle(seen, mine);
            case AWAY -> leave(acting, mine);
            case HEALING -> heal(acting, mine);
            case BACK -> arrive(seen, mine);
            case OVER -> {
                // Nothing is left to do.
            }
        }
    }

    private void settle(ServiceStatus seen, ServiceStatus mine) {
        Optional<String> hindrance = steadiness.hindrance(seen);
        waitsFor = hindrance.orElseGet(() -> settling(mine));
        if (waitsFor.isEmpty()) {
            prediction = seen.prediction();
            progress.accept("the failure begins: %s is DOWN".formatted(primary()));
            rehearsed.failure().inject();
            away.mark(Mark.BEGUN, scheduler.nanoTime());
            go(Stage.AWAY, predicted().visible());
        }
    }

    private String settling(ServiceStatus mine) {
        if (mine.records().status() != RecordFacts.Status.AS_DECIDED) {
            return "the names made for the drill are not served yet: "
                    + mine.records().sentence();
        }
        if (!client.isGiven(initial)) {
            return "clients do not get the names made for the drill yet";
        }
        return mine.sites().stream()
                .filter(site -> site.verdict() != Verdict.UP)
                .map(site -> "%s is %s: %s".formatted(site.site(), site.verdict(), site.detail()))
                .findFirst()
                .orElse("");
    }

    private void leave(Failover acting, ServiceStatus mine) {
        if (!away.has(Mark.DECIDED)) {
            waitsFor = "what was decided is: " + sentence(mine.decision());
            giveWord(acting, mine);
            return;
        }
        waitsFor = mine.records().sentence();
        if (away.has(Mark.PUBLISHED) && isSeen()) {
            away.mark(Mark.VISIBLE, scheduler.nanoTime());
            progress.accept("clients are at the standby; the failure ends");
            rehearsed.failure().heal();
            go(Stage.HEALING, toSettle());
        }
    }

    /** In an outage, a human would be asked: whoever has the drill made is one. */
    private void giveWord(Failover acting, ServiceStatus mine) {
        List<Gate> unmet = mine.decision().unmet();
        boolean onlyThat = !unmet.isEmpty() && unmet.stream().allMatch(gate -> gate.kind() == Gate.Kind.APPROVAL);
        if (!onlyThat || wordGiven) {
            return;
        }
        wordGiven = true;
        remark("an outage would wait for a human's word here; the drill gave it at once");
        mine.sites().stream()
                .filter(site -> !site.site().equals(primary()) && site.verdict() == Verdict.UP)
                .findFirst()
                .ifPresent(standby -> {
                    // What comes of it shows in what is decided.
                    CompletableFuture<Void> unused =
                            acting.approve(rehearsed.service().name(), standby.site(), by, "a drill", WORD_LASTS);
                });
    }

    private void heal(Failover acting, ServiceStatus mine) {
        boolean ready = site(mine, primary())
                .filter(facts -> facts.verdict() == Verdict.UP)
                .isPresent();
        if (!ready) {
            waitsFor = primary() + " is not UP again";
        }
        if (!ready || asking) {
            return;
        }
        asking = true;
        CompletableFuture<Decision> unused = acting.request(
                        rehearsed.service().name(), new SwitchRequest(primary(), by, "the way back of a drill", false))
                .decided()
                .whenComplete(
                        (decision, failure) -> scheduler.schedule(Duration.ZERO, () -> answered(decision, failure)));
    }

    private void answered(@Nullable Decision decision, @Nullable Throwable failure) {
        if (decision == null) {
            waitsFor = "the way back could not be asked for: " + Excerpt.of(String.valueOf(failure));
        } else if (decision.step().kind() == Step.Kind.REFUSE) {
            waitsFor = "the way back is refused: " + sentence(decision);
        } else {
            return;
        }
        scheduler.schedule(RETRY, () -> asking = false);
    }

    private void arrive(ServiceStatus seen, ServiceStatus mine) {
        if (!back.has(Mark.PUBLISHED) || !isSeen()) {
            waitsFor = "clients are not back at %s: %s"
                    .formatted(primary(), mine.records().sentence());
            return;
        }
        back.mark(Mark.VISIBLE, scheduler.nanoTime());
        Optional<String> hindrance = steadiness.hindrance(seen);
        if (hindrance.isEmpty()) {
            end(DrillOutcome.SUCCEEDED, "there and back");
        } else {
            waitsFor = "the real service is not as it was before: " + hindrance.get();
        }
    }

    private boolean isSeen() {
        List<RecordSet> wanted = written.values().stream()
                .filter(each -> each.key().type() != RecordType.TXT)
                .toList();
        return wanted.size() == initial.size() && client.isGiven(wanted);
    }

    private void late() {
        if (stage == Stage.SETTLING) {
            end(DrillOutcome.BLOCKED, "it was not steady before it began: " + waitsFor);
        } else {
            end(DrillOutcome.FAILED, "not in time (%s): %s".formatted(word(), waitsFor));
        }
    }

    private String word() {
        return switch (stage) {
            case SETTLING -> "before it began";
            case AWAY -> "on the way to the standby";
            case HEALING -> "until the primary may be entered again";
            case BACK -> "on the way back";
            case OVER -> "after it";
        };
    }

    private void go(Stage next, Duration expected) {
        stage = next;
        // A drill that takes twice as long as an outage should is no success, but worth a measurement.
        limitTo(expected.multipliedBy(2).plus(SLACK));
    }

    private void limitTo(Duration left) {
        limit = scheduler.nanoTime() + left.toNanos();
    }

    /** Until verdicts are reached and names are served, at the pace of every day. */
    private Duration toSettle() {
        Thresholds thresholds = real.thresholds();
        return thresholds
                .interval()
                .plus(thresholds.timeout())
                .multipliedBy(thresholds.rise() + 1L)
                .plus(TIME_TO_SERVE)
                .plus(SLACK);
    }

    private Prediction predicted() {
        Prediction known = prediction;
        if (known == null) {
            throw new IllegalStateException("a drill that has begun has a prediction");
        }
        return known;
    }

    private Optional<ServiceStatus> mine() {
        Failover acting = drilled;
        return acting == null
                ? Optional.empty()
                : acting.status(rehearsed.service().name());
    }

    private static Optional<SiteFacts> site(ServiceStatus status, String name) {
        return status.sites().stream()
                .filter(facts -> facts.site().equals(name))
                .findFirst();
    }

    private String primary() {
        return real.sites().get(0).name();
    }

    private static String sentence(Decision decision) {
        String unmet =
                String.join("; ", decision.unmet().stream().map(Gate::sentence).toList());
        return decision.reason() + (unmet.isEmpty() ? "" : " (" + unmet + ")");
    }

    private void remark(String what) {
        if (notes.size() < MOST_NOTES && !notes.contains(what)) {
            notes.add(what);
        }
    }

    private void end(DrillOutcome outcome, String reason) {
        if (stage == Stage.OVER) {
            return;
        }
        stage = Stage.OVER;
        rehearsed.failure().heal();
        Optional<Prediction> known = Optional.ofNullable(prediction);
        if (known.filter(Prediction::measured).isEmpty() && known.isPresent()) {
            remark("nothing was measured of a switch yet: %s are assumed for publishing"
                    .formatted(Durations.format(Prediction.UNMEASURED)));
        }
        course.complete(new Course(
                outcome,
                reason,
                known.map(away::away).orElse(List.of()),
                known.map(back::asked).orElse(List.of()),
                replicaAge,
                notes));
    }
}
