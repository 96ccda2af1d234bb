package dev.failover;

import dev.failover.decision.Condition;
import dev.failover.decision.Decision;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.health.Verdict;
import dev.failover.internal.decision.Inhibition;
import dev.failover.internal.publish.ServiceWriters;
import dev.failover.journal.JournalEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells humans what has become the case and what is not the case any more, each once. Lives on the event thread. */
final class ToldConditions {
    private static final Logger log = LoggerFactory.getLogger(ToldConditions.class);

    private final Service service;
    private final LoopContext context;
    private final ServiceJournal journal;
    private final ServiceWatch watch;
    private final Announcements announcements;
    private final Reminders reminders;
    /** What is the case and is not told, and what it follows from. */
    private volatile Map<String, String> inhibited = Map.of();

    ToldConditions(
            Service service,
            LoopContext context,
            ServiceJournal journal,
            ServiceWatch watch,
            Announcements announcements) {
        this.service = service;
        this.context = context;
        this.journal = journal;
        this.watch = watch;
        this.announcements = announcements;
        this.reminders = new Reminders(service.remindEvery());
    }

    /**
     * Tells how what is the case differs from what was told before, and writes it down.
     *
     * @param sites what the decision was made from
     */
    void tell(Decision decision, List<SiteFacts> sites) {
        if (!watch.hasLooked()) {
            return;
        }
        ServiceState state = journal.state();
        List<Condition> current = current(decision, state);
        Map<String, String> silenced = Inhibition.of(current, down(sites), failing(sites, state));
        Map<String, Instant> told = tell(current, silenced, state);
        Map<String, String> untold = new TreeMap<>(silenced);
        untold.keySet().removeAll(told.keySet());
        String text = told.isEmpty() ? "none" : told.keySet().toString();
        if (!told.equals(state.conditions())) {
            journal.save(
                    state.withConditions(told), JournalEvent.Kind.CONDITIONS, text, JournalFacts.of(current, untold));
        } else if (!inhibited.keySet().containsAll(untold.keySet())) {
            journal.note(JournalEvent.Kind.CONDITIONS, text, JournalFacts.of(current, untold));
        }
        inhibited = Collections.unmodifiableMap(untold);
        remind(current, silenced);
    }

    /** What is the case and was not told as it follows from something else, by their ids. From any thread. */
    Map<String, String> inhibited() {
        return inhibited;
    }

    /** The active site, if it is about to be found DOWN, or not. */
    private static Optional<String> failing(List<SiteFacts> sites, ServiceState state) {
        return sites.stream()
                .filter(site -> site.failingSince().isPresent() && site.verdict() != Verdict.DOWN)
                .map(SiteFacts::site)
                .filter(site ->
                        state.assignment().filter(at -> at.site().equals(site)).isPresent())
                .findFirst();
    }

    private static Set<String> down(List<SiteFacts> sites) {
        return sites.stream()
                .filter(site -> site.verdict() == Verdict.DOWN)
                .map(SiteFacts::site)
                .collect(Collectors.toSet());
    }

    /** Of what was told and goes on. */
    private void remind(List<Condition> current, Map<String, String> silenced) {
        ServiceState state = journal.state();
        Instant now = context.scheduler().instant();
        Map<String, Instant> lasting = announcements.lasting(state);
        lasting.keySet().removeAll(silenced.keySet());
        reminders.due(lasting, state::isAcknowledged, now).forEach((what, number) -> {
            String sentence = current.stream()
                    .filter(condition -> condition.id().equals(what))
                    .findFirst()
                    .map(Condition::sentence)
                    .orElse("");
            Instant since = lasting.getOrDefault(what, now);
            journal.post(announcements.reminder(what, since, number, now, state, sentence));
        });
    }

    /** Those of the decision, and what keeps it from being carried out. */
    private List<Condition> current(Decision decision, ServiceState state) {
        List<Condition> current = new ArrayList<>(decision.conditions());
        ServiceWriters writers = watch.writers();
        if (state.transition().isPresent()) {
            writers.alarms()
                    .forEach((name, why) -> current.add(new Condition(
                            Condition.Kind.PUBLISHING_FAILS, name, "writing to %s fails: %s".formatted(name, why))));
        }
        writers.unreadable()
                .forEach((name, why) -> current.add(new Condition(
                        Condition.Kind.PROVIDER_UNREADABLE,
                        name,
                        "reading from %s fails, so a switch would too: %s".formatted(name, why))));
        watch.sites()
                .forEach(site -> site.promotionFailure()
                        .ifPresent(why -> current.add(new Condition(
                                Condition.Kind.PROMOTION_FAILS,
                                site.name(),
                                "the replicas of %s can't be made the sources, so that after a switch the old source may overwrite them: %s"
                                        .formatted(site.name(), why)))));
        return current;
    }

    /** @return what has been told is the case now, and since when */
    private Map<String, Instant> tell(List<Condition> current, Map<String, String> silenced, ServiceState state) {
        Instant now = context.scheduler().instant();
        Map<String, Instant> told = new TreeMap<>();
        List<Condition> news = new ArrayList<>();
        for (Condition condition : current) {
            Instant before = state.conditions().get(condition.id());
            if (before == null && silenced.containsKey(condition.id())) {
                continue;
            }
            if (before == null) {
                news.add(condition);
            }
            told.put(condition.id(), before == null ? now : before);
        }
        state.conditions().forEach((id, since) -> {
            if (!told.containsKey(id)) {
                clear(id, since, now, state);
            }
        });
        // Afterwards: it may have waited for what is over now.
        news.forEach(condition -> raise(condition, now, state));
        return told;
    }

    private void raise(Condition condition, Instant now, ServiceState state) {
        log.warn("{}: {}", service.name(), condition.sentence());
        context.tell(service, (at, name) -> new FailoverEvent.Raised(at, name, condition));
        context.post(announcements.raised(condition, now, state), service.notifiers());
    }

    private void clear(String id, Instant since, Instant now, ServiceState state) {
        log.info("{}: over: {}", service.name(), id);
        context.tell(service, (at, name) -> new FailoverEvent.Cleared(at, name, id));
        context.post(announcements.cleared(id, since, now, state), service.notifiers());
    }
}
