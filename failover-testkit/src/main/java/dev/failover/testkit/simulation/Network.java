package dev.failover.testkit.simulation;

import dev.failover.component.UnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What lies between watchers and everything else. */
final class Network {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration USUAL = Duration.ofMillis(40);
    private static final Duration SLOW = Duration.ofSeconds(6);
    private static final int LOSS = 35;

    private final Map<String, Fault.Link> links = new HashMap<>();

    void set(String from, String to, Fault.Link link) {
        links.put(from + ">" + to, link);
    }

    /** Cuts a watcher off from everything but one place. */
    void isolate(String watcher, String spared) {
        set(watcher, "*", Fault.Link.CUT);
        set(watcher, spared, Fault.Link.FINE);
    }

    void heal() {
        links.clear();
    }

    void heal(String from, String to) {
        links.remove(from + ">" + to);
    }

    Fault.Link link(String from, String to) {
        if (links.isEmpty()) {
            return Fault.Link.FINE;
        }
        return links.getOrDefault(from + ">" + to, links.getOrDefault(from + ">*", Fault.Link.FINE));
    }

    /**
     * Sends a request, which takes its time.
     *
     * @throws UnavailableException once {@code timeout} is over, if the other side has not got it
     */
    Answer send(String from, String to, Machine.Work work, Dice dice, Duration timeout) {
        Fault.Link link = link(from, to);
        Duration takes = dice.between(LEAST, link == Fault.Link.SLOW ? SLOW : USUAL);
        boolean lost = link == Fault.Link.CUT || link == Fault.Link.LOSSY && dice.percent(LOSS);
        if (lost) {
            throw timedOut(work, timeout);
        }
        boolean answerLost = link == Fault.Link.ANSWERS_LOST
                || link == Fault.Link.LOSSY && dice.percent(LOSS)
                || takes.compareTo(timeout) >= 0;
        return new Answer(work, timeout, takes, answerLost);
    }

    private static UnavailableException timedOut(Machine.Work work, Duration timeout) {
        work.takes(timeout);
        return new UnavailableException("no answer within " + timeout.toMillis() + "ms");
    }

    /** The way back. */
    record Answer(Machine.Work work, Duration timeout, Duration takes, boolean lost) {
        /** @throws UnavailableException if the answer never arrives, once the timeout is over */
        void arrive() {
            if (lost) {
                throw timedOut(work, timeout);
            }
            work.takes(takes);
        }
    }
}
