package dev.failover;

import dev.failover.decision.Condition;
import dev.failover.decision.ServiceState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells humans what has become the case and what is not the case any more, each once. Lives on the event thread. */
final class ToldConditions {
    private static final Logger log = LoggerFactory.getLogger(ToldConditions.class);

    private final Service service;
    private final LoopContext context;
    private final Announcements announcements;

    ToldConditions(Service service, LoopContext context, Announcements announcements) {
        this.service = service;
        this.context = context;
        this.announcements = announcements;
    }

    /**
     * Tells how what is the case differs from what was told before.
     *
     * @return what has been told is the case now, and since when: to be kept in the state
     */
    Map<String, Instant> tell(List<Condition> current, ServiceState state) {
        Instant now = context.scheduler().instant();
        Map<String, Instant> told = new TreeMap<>();
        for (Condition condition : current) {
            Instant before = state.conditions().get(condition.id());
            if (before == null) {
                raise(condition, now, state);
            }
            told.put(condition.id(), before == null ? now : before);
        }
        state.conditions().forEach((id, since) -> {
            if (!told.containsKey(id)) {
                clear(id, since, now, state);
            }
        });
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
