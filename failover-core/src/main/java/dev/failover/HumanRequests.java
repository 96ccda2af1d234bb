package dev.failover;

import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.decision.Approval;
import dev.failover.decision.Pause;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SwitchRequest;
import dev.failover.journal.JournalEvent;
import java.time.Duration;
import java.time.Instant;

/** What a human asks for that needs to be remembered only, and no fact but the state. Lives on the event thread. */
final class HumanRequests {
    private final Service service;
    private final LoopContext context;
    private final ServiceJournal journal;
    private final Runnable done;

    /** @param done called after each: what is remembered now may have something follow */
    HumanRequests(Service service, LoopContext context, ServiceJournal journal, Runnable done) {
        this.service = service;
        this.context = context;
        this.journal = journal;
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
