package dev.failover.examples.demo;

import dev.failover.FailoverEvent;
import dev.failover.FailoverListener;
import dev.failover.examples.demo.Moment.Event;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what the failover does, and what it tells its owner, on the timeline. */
final class Observer implements FailoverListener, Notifier {
    /** Of what a switch may cost; the rest of the text is on the timeline already. */
    private static final Pattern LOSS = Pattern.compile("The replica of .* lost at most\\.");

    private final Timeline timeline;
    private final String prefix;

    Observer(Timeline timeline) {
        this(timeline, "");
    }

    /** @param prefix before each text: who says so, of several */
    Observer(Timeline timeline, String prefix) {
        this.timeline = timeline;
        this.prefix = prefix;
    }

    @Override
    public void on(FailoverEvent event) {
        if (event instanceof FailoverEvent.VerdictChanged changed) {
            verdict(changed);
        }
        switch (event.kind()) {
            case DECIDED -> timeline.add(Event.DECIDED, event.site(), prefix + event.text());
            case WRITTEN -> timeline.add(Event.WRITTEN, event.site(), prefix + "written to " + event.text());
            case WRITE_FAILED ->
                timeline.add(Event.WRITE_FAILED, event.site(), prefix + "not written to " + event.text());
            case PUBLISHED -> timeline.add(Event.PUBLISHED, event.site(), prefix + event.text());
            case NOT_JOURNALLED -> timeline.add(Event.NOT_JOURNALLED, event.site(), prefix + event.text());
            // A verdict is told above; single checks would drown the rest; what is raised and cleared is told to the
            // phone too.
            case VERDICT, CHECKED, ADDRESS_CHANGED, CUT_OFF, IN_TOUCH, RAISED, CLEARED, BUG -> {}
        }
    }

    private void verdict(FailoverEvent.VerdictChanged event) {
        Event changed = switch (event.verdict()) {
            case UP -> Event.UP;
            case DOWN -> Event.DOWN;
            case UNKNOWN -> Event.UNKNOWN;
        };
        timeline.add(changed, event.site(), prefix + event.site() + " is " + event.text());
    }

    @Override
    public void send(Notification notification, Duration timeout) {
        Matcher loss = LOSS.matcher(notification.text());
        timeline.add(
                Event.NOTIFIED,
                "",
                prefix + notification.severity() + " " + notification.title()
                        + (loss.find() ? ". " + loss.group() : ""));
    }
}
