package dev.failover.agent.command;

import dev.failover.FailoverEvent;
import dev.failover.FailoverListener;
import dev.failover.agent.control.CommandAdvice;
import dev.failover.agent.control.Documents;
import dev.failover.component.Excerpt;
import dev.failover.sync.MirrorEvent;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Prints one line per event, on a thread of its own: whoever reads our standard output too slowly must not hold up a switch.
 * Rather than wait, it leaves events out and says how many.
 */
final class EventPrinter implements FailoverListener, AutoCloseable {
    private static final int QUEUE = 1024;

    private static final int LONGEST_TEXT = 4000;

    /** Made of facts that were cleaned where they entered; once more here, as this is what stands in logs. */
    private record Line(Instant at, String service, String event, String site, String text) {
        Line {
            text = Excerpt.of(text, LONGEST_TEXT);
        }
    }

    /** What only wakes the printing thread. */
    private static final Line END = new Line(Instant.EPOCH, "", "", "", "");

    private final PrintStream out;
    private final boolean json;
    private final boolean checks;
    private final InstantSource time;
    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicInteger leftOut = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param checks whether to print every single check
     */
    EventPrinter(PrintStream out, boolean json, boolean checks, InstantSource time) {
        this.out = out;
        this.json = json;
        this.checks = checks;
        this.time = time;
        thread = new Thread(this::printAll, "failover-events");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean hearsChecks() {
        return checks;
    }

    @Override
    public void on(FailoverEvent event) {
        if (event.kind() == FailoverEvent.Kind.CHECKED && !checks) {
            return;
        }
        if (!queue.offer(
                new Line(event.at(), event.service(), Documents.word(event.kind()), event.site(), text(event)))) {
            leftOut.incrementAndGet();
        }
    }

    private static String text(FailoverEvent event) {
        return event instanceof FailoverEvent.Raised raised
                ? CommandAdvice.sentence(raised.service(), raised.condition())
                : event.text();
    }

    /** What happened to a sync; a run that went well only if everything is asked for. */
    void on(String sync, MirrorEvent event) {
        boolean usual = event.kind() == MirrorEvent.Kind.PART_MIRRORED || event.kind() == MirrorEvent.Kind.ALL_MIRRORED;
        if (usual && !checks) {
            return;
        }
        if (!queue.offer(new Line(
                event.at(),
                event.dataSet(),
                Documents.word(event.kind()),
                "",
                CommandAdvice.sentence(sync, event.text(), event.remedy())))) {
            leftOut.incrementAndGet();
        }
    }

    private void printAll() {
        try {
            while (!closed || !queue.isEmpty()) {
                Line line = queue.take();
                if (!line.equals(END)) {
                    print(line.at(), line.service(), line.event(), line.site(), line.text());
                }
                int lost = leftOut.getAndSet(0);
                if (lost > 0) {
                    print(time.instant(), "", "left-out", "", lost + " events were not printed, as nobody read them");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(Instant at, String service, String event, String site, String text) {
        Instant rounded = at.truncatedTo(ChronoUnit.MILLIS);
        if (json) {
            out.println(Documents.line(new Line(rounded, service, event, site, text)));
        } else {
            String subject = site.isEmpty() ? service : service + "/" + site;
            out.printf("%s %-12s %s: %s%n", rounded, event, subject, text);
        }
    }

    /** Prints what is still queued, for a second at most. Idempotent. */
    @Override
    public void close() {
        closed = true;
        // One that is full keeps nobody waiting.
        boolean unused = queue.offer(END);
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
