package dev.failover.replay;

import com.google.common.net.InetAddresses;
import dev.failover.Failover;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.decision.Assignment;
import dev.failover.decision.Gate;
import dev.failover.decision.Latch;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Step;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Verdict;
import dev.failover.journal.StateStore;
import dev.failover.replay.Observations.Observation;
import dev.failover.replay.Replay.Report;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run through recorded checks: the loop itself, in a world made of the records. For one use; not thread-safe. */
final class ReplayRun {
    private static final RecordKey NAME = new RecordKey("www", RecordType.A);
    private static final Duration TTL = Duration.ofMinutes(1);
    /** Every check makes the loop look; more often would only take longer. */
    private static final Duration TICK = Duration.ofMinutes(1);

    /** What may stand in the way of a switch that is due for another reason than the state of the sites. */
    private static final Set<Gate.Kind> HINDRANCES =
            EnumSet.of(Gate.Kind.LIMIT, Gate.Kind.COOL_DOWN, Gate.Kind.PAUSE, Gate.Kind.APPROVAL, Gate.Kind.RECORDS);

    private final Replay replay;
    private final StateStore store;
    private final VirtualTime time;
    private final Instant from;
    private final Instant until;
    private final Map<String, Timeline> timelines = new LinkedHashMap<>();
    private final Timeline watcher;
    private final Map<String, String> siteOf = new LinkedHashMap<>();
    private final Zone zone;
    private final List<Report.Move> moves = new ArrayList<>();
    private final List<Report.Refusal> refusals = new ArrayList<>();
    private @Nullable Refused refused;
    /** The number of the latest switch seen. */
    private long latest;

    private Optional<Instant> stopped = Optional.empty();
    private Duration down = Duration.ZERO;

    /** A refusal that lasts. */
    private record Refused(Instant from, String key, String reason, List<String> gates) {}

    ReplayRun(Replay replay, List<Observation> history, StateStore store) {
        this.replay = replay;
        this.store = store;
        this.from = history.get(0).at();
        this.until = history.get(history.size() - 1).at();
        this.time = new VirtualTime(from);
        for (int i = 0; i < replay.sites().size(); i++) {
            String site = replay.sites().get(i);
            // A block for documentation (RFC 5737): nothing is ever sent there.
            siteOf.put("192.0.2." + (i + 1), site);
            timelines.put(
                    site,
                    new Timeline(history.stream()
                            .filter(check -> check.site().equals(site))
                            .toList()));
        }
        this.watcher = new Timeline(history.stream()
                .filter(check -> check.site().equals(Observation.WATCHER))
                .toList());
        this.zone = new Zone(siteOf.keySet().iterator().next());
    }

    Report run() {
        try (Failover failover = Failover.builder()
                .stateStore(store)
                .scheduler(time)
                .tick(TICK)
                .authorities((name, key, timeout) -> new Publication(key, List.of(answer(key))))
                .provider("replay", zone)
                .notifier("nobody", (notification, timeout) -> {})
                .service(service())
                .build()) {
            failover.start();
            Instant before = from;
            boolean wasDown = false;
            while (time.runNext(until)) {
                Instant now = time.instant();
                if (wasDown) {
                    down = down.plus(Duration.between(before, now));
                }
                before = now;
                Optional<ServiceStatus> status = failover.status(replay.service());
                wasDown = status.filter(known -> isDown(known.state(), now)).isPresent();
                status.ifPresent(known -> follow(known, now));
            }
            if (wasDown) {
                down = down.plus(Duration.between(before, until));
            }
            time.end();
        }
        endRefusal(until);
        return new Report(replay.service(), from, until, moves, refusals, stopped, down);
    }

    private Service service() {
        Service.Builder service = Service.builder(replay.service())
                .record("replay", NAME.name(), NAME.type(), TTL)
                .check((address, timeout) -> check(address))
                .thresholds(replay.thresholds())
                .policy(replay.replayable())
                .notify("nobody");
        siteOf.forEach((address, site) -> service.site(Site.of(site, address)));
        return service.build();
    }

    private Publication.Answer answer(RecordKey key) {
        return watcher.isDownAt(time.instant())
                ? new Publication.Silent("replay", "the watcher was cut off")
                : new Publication.Served("replay", zone.find(key));
    }

    private Health check(InetAddress address) {
        String site = siteOf.getOrDefault(InetAddresses.toAddrString(address), "");
        Timeline timeline = timelines.get(site);
        return timeline == null ? Health.unknown("no such site") : timeline.at(time.instant());
    }

    private boolean isDown(ServiceState state, Instant now) {
        return state.assignment()
                .map(assignment -> timelines.get(assignment.site()))
                .filter(timeline -> timeline.isDownAt(now))
                .isPresent();
    }

    private void follow(ServiceStatus status, Instant now) {
        followDecisions(status.state());
        List<Gate> unmet = status.decision().unmet();
        boolean due = status.decision().step().kind() == Step.Kind.STAY && !unmet.isEmpty();
        boolean hindered = unmet.stream().allMatch(gate -> HINDRANCES.contains(gate.kind()));
        boolean activeDown = status.sites().stream()
                .filter(site -> status.state()
                        .assignment()
                        .filter(assigned -> assigned.site().equals(site.site()))
                        .isPresent())
                .anyMatch(site -> site.verdict() == Verdict.DOWN);
        boolean passing =
                !watcher.isDownAt(now) && unmet.stream().allMatch(gate -> gate.kind() == Gate.Kind.CONNECTIVITY);
        if (!due || passing || !(hindered || activeDown)) {
            endRefusal(now);
            return;
        }
        String key = unmet.stream().map(Gate::kind).sorted().distinct().toList().toString();
        Refused current = refused;
        if (current == null || !current.key().equals(key)) {
            endRefusal(now);
            refused = new Refused(
                    now,
                    key,
                    status.decision().reason(),
                    unmet.stream().map(Gate::sentence).toList());
        }
    }

    private void followDecisions(ServiceState state) {
        for (RememberedSwitch made : state.switches()) {
            if (made.epoch() > latest) {
                latest = made.epoch();
                String reason = state.assignment().map(Assignment::reason).orElse("");
                moves.add(new Report.Move(made.decidedAt(), made.cause(), made.from(), made.to(), reason));
            }
        }
        if (stopped.isEmpty()) {
            stopped = state.latch().map(Latch::since);
        }
    }

    private void endRefusal(Instant now) {
        Refused ended = refused;
        if (ended != null) {
            refusals.add(new Report.Refusal(ended.from(), now, ended.reason(), ended.gates()));
            refused = null;
        }
    }

    /** A zone that publishes at once. */
    private static final class Zone implements DnsProvider {
        private final Map<RecordKey, RecordSet> sets = new LinkedHashMap<>();

        private Zone(String address) {
            sets.put(NAME, RecordSet.of(NAME, TTL, address));
        }

        @Override
        public String zone() {
            return "replay.invalid";
        }

        private Optional<RecordSet> find(RecordKey key) {
            return Optional.ofNullable(sets.get(key));
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) {
            return find(key);
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) {
            changes.forEach(change -> sets.put(change.desired().key(), change.desired()));
        }
    }

    /** What was recorded of one site, read forwards. */
    private static final class Timeline {
        private final List<Observation> checks;
        private int next;

        private Timeline(List<Observation> checks) {
            this.checks = checks;
        }

        private Optional<Observation> latest(Instant now) {
            while (next < checks.size() && !checks.get(next).at().isAfter(now)) {
                next++;
            }
            return next == 0 ? Optional.empty() : Optional.of(checks.get(next - 1));
        }

        Health at(Instant now) {
            return latest(now)
                    .filter(check -> check.reaches(now))
                    .map(check -> new Health(check.status(), check.detail(), Optional.empty()))
                    .orElseGet(() -> Health.unknown("there is no observation"));
        }

        boolean isDownAt(Instant now) {
            return latest(now)
                    .filter(check -> check.status() == Health.Status.DOWN && check.reaches(now))
                    .isPresent();
        }
    }
}
