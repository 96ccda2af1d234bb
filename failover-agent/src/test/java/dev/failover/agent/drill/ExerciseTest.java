package dev.failover.agent.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.Site;
import dev.failover.agent.drill.Course.Phase;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.journal.StateStore;
import dev.failover.testkit.ImpatientTime;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.ManualScheduler;
import dev.failover.testkit.ScriptedHealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A drill, on virtual time")
@Timeout(60)
class ExerciseTest {
    private static final String PROD = "203.0.113.10";
    private static final String HOME = "198.51.100.7";
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final String ID = "drill-20260101000000-0a1b";
    private static final Thresholds THRESHOLDS = Thresholds.builder()
            .interval(Duration.ofSeconds(1))
            .timeout(Duration.ofMillis(500))
            .fall(3)
            .rise(2)
            .build();

    private final ManualScheduler time = new ManualScheduler();
    private final InMemoryDnsProvider vendor = InMemoryDnsProvider.builder("example.org")
            .records(RecordSet.of(WWW, TTL, PROD))
            .build();
    private final ScriptedHealthCheck health =
            new ScriptedHealthCheck().set(PROD, Health.up("answered 200")).set(HOME, Health.up("answered 200"));
    private final List<Failover> opened = new ArrayList<>();
    private final List<String> progress = new ArrayList<>();
    private Exercise exercise;
    private DrillZone zone;
    private boolean movedByHand;

    private CompletableFuture<Course> begin(UnaryOperator<Service.Builder> more) throws Exception {
        Service real = more.apply(Service.builder("www")
                        .record("dns", "www", RecordType.A, TTL)
                        .site(Site.of("prod", PROD))
                        .site(Site.of("home", HOME))
                        .check(health)
                        .thresholds(THRESHOLDS)
                        .ownership("watcher"))
                .build();
        DrillNames names = DrillNames.of(ID, real);
        zone = new DrillZone(vendor, names.byProvider().get("dns"));
        List<RecordSet> initial = names.records().stream()
                .map(record -> RecordSet.of(record.key(), TTL, PROD))
                .toList();
        zone.apply(initial.stream().map(RecordChange::create).toList(), Duration.ofSeconds(1));
        Rehearsed rehearsed = Rehearsed.of(real, names);
        Map<RecordKey, String> zones = new HashMap<>();
        names.records().stream().map(ManagedRecord::key).forEach(key -> zones.put(key, "example.org"));
        ClientView client = new ClientView(vendor.authorities(), time, zones);
        exercise = new Exercise(time, real, rehearsed, client, initial, "anna", progress::add);
        Failover drilled = start(Failover.builder()
                .mode(Mode.ACT)
                .provider("dns", zone)
                .service(rehearsed.service())
                .listener(exercise::hear));
        Failover observer = start(
                Failover.builder().mode(Mode.OBSERVE).provider("dns", vendor).service(real));
        return exercise.begin(drilled, observer);
    }

    private Failover start(Failover.Builder builder) {
        Failover failover = builder.stateStore(StateStore.inMemory())
                .authorities(vendor.authorities())
                .scheduler(time)
                .build();
        opened.add(failover);
        failover.start();
        return failover;
    }

    private Course end(CompletableFuture<Course> course) {
        time.runUntil(course::isDone, Duration.ofHours(1));
        return course.join();
    }

    private void untilFailure(CompletableFuture<Course> course) {
        time.runUntil(() -> !progress.isEmpty(), Duration.ofMinutes(5));
        assertThat(course).isNotDone();
    }

    /** S18, in every state that the zone went through. */
    @AfterEach
    void nothingElseChanged() {
        opened.forEach(failover -> time.runWhile(failover::close));
        assertThat(vendor.history())
                .allSatisfy(state -> assertThat(state.keySet())
                        .allMatch(key -> key.equals(WWW) || key.name().contains(ID)));
        if (!movedByHand) {
            assertThat(vendor.history())
                    .allSatisfy(state -> assertThat(state).containsEntry(WWW, RecordSet.of(WWW, TTL, PROD)));
        }
    }

    @Test
    @DisplayName("goes there and back as production would, and measures each phase against what was predicted")
    void thereAndBack() throws Exception {
        Course course = end(begin(service -> service));
        assertThat(course.reason()).isEqualTo("there and back");
        assertThat(course.outcome()).isEqualTo(DrillOutcome.SUCCEEDED);
        assertThat(course.away())
                .extracting(Phase::phase)
                .containsExactly("detection", "gates", "publishing", "caches", "all");
        assertThat(course.back()).extracting(Phase::phase).containsExactly("publishing", "caches", "all");
        assertThat(course.away())
                .allSatisfy(phase -> assertThat(phase.tookSeconds())
                        .isLessThanOrEqualTo(phase.predictedSeconds().orElseThrow()));
        assertThat(took(course, "detection")).isBetween(Duration.ofSeconds(1), THRESHOLDS.detectionBound());
        assertThat(took(course, "caches")).isBetween(Duration.ZERO, TTL);
        assertThat(course.visible()).hasValue(took(course, "all"));
        assertThat(vendor.history())
                .as("the drill's name went to home, with its ownership record")
                .anyMatch(state -> has(state, new RecordKey(ID, RecordType.A), HOME)
                        && has(state, new RecordKey("_failover-" + ID, RecordType.TXT), "watcher=watcher"));
        CleanUp cleaned = CleanUp.make(List.of(zone), vendor.authorities(), new ImpatientTime(), Duration.ofSeconds(5));
        assertThat(cleaned.left()).isEmpty();
        assertThat(cleaned.gone()).containsExactly("_failover-" + ID + ".example.org TXT", ID + ".example.org A");
        assertThat(vendor.published(new RecordKey(ID, RecordType.A))).isEmpty();
    }

    private static boolean has(Map<RecordKey, RecordSet> state, RecordKey key, String value) {
        return state.containsKey(key) && state.get(key).values().toString().contains(value);
    }

    private static Duration took(Course course, String phase) {
        return course.away().stream()
                .filter(each -> each.phase().equals(phase))
                .map(Phase::tookSeconds)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("gives the human's word that the state class asks for, and says that an outage would wait for it")
    void word() throws Exception {
        health.set("192.0.2.7", Health.up("answered 200"));
        Course course = end(begin(service -> service.site(Site.of("third", "192.0.2.7"))
                .policy(FailoverPolicy.builder().stateClass(StateClass.STATEFUL).build())));
        assertThat(course.outcome()).isEqualTo(DrillOutcome.SUCCEEDED);
        assertThat(course.notes()).anyMatch(note -> note.contains("human's word"));
    }

    @Test
    @DisplayName("does not begin while the standby is down, and says so")
    void blocked() throws Exception {
        health.set(HOME, Health.down("connection refused"));
        Course course = end(begin(service -> service));
        assertThat(course.outcome()).isEqualTo(DrillOutcome.BLOCKED);
        assertThat(course.reason()).contains("home is DOWN").contains("connection refused");
        assertThat(course.away()).isEmpty();
    }

    @Test
    @DisplayName("does not begin while the primary is really down")
    void incidentBefore() throws Exception {
        health.set(PROD, Health.down("connection refused"));
        Course course = end(begin(service -> service));
        assertThat(course.outcome()).isEqualTo(DrillOutcome.BLOCKED);
        assertThat(course.reason()).contains("the real service comes first");
    }

    @Test
    @DisplayName("is interrupted by a real outage of the primary, which its own failure does not hide")
    void incident() throws Exception {
        CompletableFuture<Course> course = begin(service -> service);
        untilFailure(course);
        health.set(PROD, Health.down("connection refused"));
        assertThat(end(course).outcome()).isEqualTo(DrillOutcome.INTERRUPTED);
        assertThat(course.join().reason()).contains("the real service comes first");
    }

    @Test
    @DisplayName("is called off when the standby goes down meanwhile")
    void red() throws Exception {
        CompletableFuture<Course> course = begin(service -> service);
        untilFailure(course);
        health.set(HOME, Health.down("connection refused"));
        assertThat(end(course).outcome()).isEqualTo(DrillOutcome.FAILED);
        assertThat(course.join().reason()).contains("home");
    }

    @Test
    @DisplayName("is interrupted by a human's or another watcher's change of the real records")
    void moved() throws Exception {
        CompletableFuture<Course> course = begin(service -> service);
        untilFailure(course);
        movedByHand = true;
        vendor.put(RecordSet.of(WWW, TTL, HOME));
        assertThat(end(course).outcome()).isEqualTo(DrillOutcome.INTERRUPTED);
    }

    @Test
    @DisplayName("fails, with the reason, when the vendor does not take the change in time")
    void late() throws Exception {
        CompletableFuture<Course> course = begin(service -> service);
        untilFailure(course);
        time.hang(name -> name.contains("dns") || name.contains("write"));
        Course ended = end(course);
        assertThat(ended.outcome()).isEqualTo(DrillOutcome.FAILED);
        assertThat(ended.reason()).contains("not in time (on the way to the standby)");
        time.hang(name -> false);
    }

    @Test
    @DisplayName("ends when somebody stops it, whatever it is at")
    void stopped() throws Exception {
        CompletableFuture<Course> course = begin(service -> service);
        untilFailure(course);
        exercise.interrupt("a signal stopped it");
        assertThat(end(course).outcome()).isEqualTo(DrillOutcome.INTERRUPTED);
        assertThat(course.join().reason()).isEqualTo("a signal stopped it");
    }
}
