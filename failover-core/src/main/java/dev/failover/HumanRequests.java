package dev.failover;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.decision.Acknowledgement;
import dev.failover.decision.Approval;
import dev.failover.decision.Condition;
import dev.failover.decision.Pause;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SwitchRequest;
import dev.failover.decision.Trial;
import dev.failover.journal.JournalEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What needs to be remembered only, and no fact but the state: what a human asks for, and what was tried. Lives on the event thread. */
final class HumanRequests {
    private static final String LATCH =
            new Condition(Condition.Kind.LATCHED, "", "automatic switching has stopped").id();

    private final Service service;
    private final LoopContext context;
    private final ServiceJournal journal;
    private final Announcements announcements;
    private final Runnable done;

    /** @param done called after each: what is remembered now may have something follow */
    HumanRequests(
            Service service, LoopContext context, ServiceJournal journal, Announcements announcements, Runnable done) {
        this.service = service;
        this.context = context;
        this.journal = journal;
        this.announcements = announcements;
        this.done = done;
    }

    void pause(String by, String reason) {
        Pause pause = new Pause(context.scheduler().instant(), by, reason);
        String who = "by " + pause.by();
        journal.asked(journal.state().paused(pause), JournalEvent.Kind.PAUSED, who, pause.reason(), "paused " + who);
        done.run();
    }

    void approve(String site, String by, String reason, Duration lasting) {
        Instant now = context.scheduler().instant();
        Approval approval = new Approval(site, now, now.plus(lasting), by, reason);
        if (service.site(site).isEmpty()) {
            throw new InvalidSettingsException("site", "there is no site named \"%s\"".formatted(site));
        }
        String told = "%s approved of %s".formatted(approval.by(), site);
        String text = "%s until %s".formatted(told, approval.until());
        journal.asked(journal.state().approved(approval), JournalEvent.Kind.APPROVED, text, approval.reason(), told);
        done.run();
    }

    /** Of all that is the case now; what was acknowledged before is not told again. */
    void acknowledge(String by, String reason) {
        ServiceState state = journal.state();
        Set<String> open = announcements.lasting(state).keySet();
        boolean news = open.stream().anyMatch(what -> !state.isAcknowledged(what));
        if (news || state.latch().isPresent() || state.isUntried()) {
            Instant now = context.scheduler().instant();
            // A latch, or what is like one, may have come into force, and not been told yet.
            Acknowledgement known = new Acknowledgement(now, by, reason, open.isEmpty() ? Set.of(LATCH) : open);
            String who = "by " + known.by();
            journal.asked(
                    state.acknowledged(known),
                    JournalEvent.Kind.ACKNOWLEDGED,
                    who + ": " + String.join(", ", known.of()),
                    known.reason(),
                    "acknowledged " + who);
            journal.post(announcements.acknowledged(known, state));
        }
        done.run();
    }

    void tried(Trial.Kind kind, Instant at) {
        ServiceState next = journal.state().tried(kind, at);
        Instant now = context.scheduler().instant();
        boolean counts = service.policy()
                .maxAge(kind)
                .filter(limit -> at.plus(limit).isAfter(now))
                .isPresent();
        if (counts && !next.equals(journal.state())) {
            String text = "a %s was passed".formatted(kind.text());
            journal.save(next, JournalEvent.Kind.TRIED, "%s at %s".formatted(text, at), Map.of());
        }
        done.run();
    }

    void replacing(String site, String by, String reason, boolean givenUp) {
        Instant now = context.scheduler().instant();
        Replacement replacement = new Replacement(site, by, reason, givenUp);
        ServiceState state = journal.state();
        if (service.site(site).isEmpty()) {
            throw new InvalidSettingsException("site", "there is no site named \"%s\"".formatted(site));
        }
        if (state.assignment().filter(at -> at.site().equals(site)).isPresent()) {
            throw new ConflictException("%s is at %s: switch it to another site first".formatted(service.name(), site));
        }
        journal.acted(JournalEvent.Kind.REPLACING, replacement.sentence(), replacement.facts(state));
        journal.post(announcements.replacing(replacement, now, state));
        done.run();
    }

    void resume(String by, String reason) {
        ServiceState state = journal.state();
        if (state.pause().isPresent() || state.latch().isPresent()) {
            String who = "by " + Excerpt.of(by);
            String why = Excerpt.of(reason, SwitchRequest.LONGEST_REASON);
            journal.asked(state.resumed(), JournalEvent.Kind.RESUMED, who, why, "resumed " + who);
        }
        done.run();
    }
}
