package dev.failover;

import dev.failover.health.Verdict;
import dev.failover.internal.decision.Inhibition;
import dev.failover.journal.JournalEvent;
import dev.failover.notify.Notification;
import dev.failover.time.Moment;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody else found out about sites, and follows from one of them being down: it is journalled, and told once they are up for a
 * while, unless it is over by then. Not over a restart: who found it out finds it out again. Lives on the event thread, but for
 * {@link #inhibited}.
 */
final class HeldAnnouncements {
    /** What failed because of a site needs a few attempts to find out that it is back. */
    static final Duration SETTLING = Duration.ofMinutes(2);

    private static final int MOST = 1000;

    private final LoopContext context;
    private final ServiceJournal journal;
    private final Service service;
    private final ServiceWatch watch;
    /** By their incidents, the latest of each. */
    private final Map<String, Held> held = new LinkedHashMap<>();

    private volatile Map<String, String> inhibited = Map.of();

    private static final class Held {
        final Notification notification;
        final Set<String> sites;
        final List<String> over;
        /** Since when none of the sites is down. */
        @Nullable
        Moment upSince;

        Held(Notification notification, Set<String> sites, List<String> over) {
            this.notification = notification;
            this.sites = sites;
            this.over = over;
        }
    }

    HeldAnnouncements(Service service, LoopContext context, ServiceJournal journal, ServiceWatch watch) {
        this.service = service;
        this.context = context;
        this.journal = journal;
        this.watch = watch;
    }

    /**
     * Tells it now, or once the sites are up.
     *
     * @param over the notifiers; empty for the service's own
     */
    void announce(Notification notification, Set<String> sites, List<String> over) {
        String incident = notification.incident();
        boolean untold = held.remove(incident) != null;
        Optional<String> cause = cause(sites);
        if (untold && notification.endsIncident()) {
            journal(notification, "is over, and was not told");
        } else if (cause.isPresent() && !notification.endsIncident() && held.size() < MOST) {
            journal(notification, "not told, as it follows from " + cause.get());
            held.put(incident, new Held(notification, sites, over));
        } else {
            journal(notification, "");
            post(notification, over);
        }
        show();
    }

    /** Tells what can be told now. */
    void look() {
        if (held.isEmpty()) {
            return;
        }
        Moment now = context.scheduler().moment();
        for (Iterator<Held> each = held.values().iterator(); each.hasNext(); ) {
            Held next = each.next();
            if (cause(next.sites).isPresent()) {
                next.upSince = null;
            } else if (next.upSince == null) {
                next.upSince = now;
            } else if (next.upSince.until(now).compareTo(SETTLING) >= 0) {
                each.remove();
                post(next.notification, next.over);
            }
        }
        show();
    }

    private Optional<String> cause(Collection<String> sites) {
        return watch.sites().stream()
                .map(SiteWatch::facts)
                .filter(site -> site.verdict() == Verdict.DOWN && sites.contains(site.site()))
                .map(site -> Inhibition.site(site.site()))
                .findFirst();
    }

    /** Its loop ends: better told too early than never. */
    void tellAll() {
        held.values().forEach(each -> post(each.notification, each.over));
        held.clear();
    }

    private void post(Notification notification, List<String> over) {
        List<String> known = context.speaking(over);
        context.post(notification, known.isEmpty() ? service.notifiers() : known);
    }

    private void journal(Notification notification, String remark) {
        if (context.mode() != Mode.OBSERVE) {
            Map<String, String> facts = new TreeMap<>(notification.facts());
            facts.put("text", notification.text());
            if (!remark.isEmpty()) {
                facts.put("inhibited", remark);
            }
            journal.note(JournalEvent.Kind.TOLD, notification.title(), facts);
        }
    }

    private void show() {
        Map<String, String> now = new TreeMap<>();
        held.forEach((incident, each) -> now.put(incident, cause(each.sites).orElse("")));
        inhibited = Map.copyOf(now);
    }

    /** What is held back, by its incident, and what it follows from. From any thread. */
    Map<String, String> inhibited() {
        return inhibited;
    }
}
