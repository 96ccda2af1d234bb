package dev.failover.agent.config;

import java.util.HashSet;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.Parser;

/** Hands on a text piece by piece as it is parsed, and ends before what is built from it would fill the memory or the stack. */
final class LimitedParser implements Parser {
    /** Four times as deep as anything that is known here. */
    private static final int MAX_DEPTH = 32;
    /** As long as what a reference puts in; a certificate fits. */
    private static final int MAX_VALUE = 64 << 10;

    private final Parser parser;
    private final int maxValues;
    private final Set<String> anchors = new HashSet<>();
    private int values;
    private int depth;

    LimitedParser(Parser parser, int maxValues) {
        this.parser = parser;
        this.maxValues = maxValues;
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    /** @throws Exceeded if this is more than is taken */
    @Override
    public Event next() {
        Event event = parser.next();
        String problem = problem(event);
        if (!problem.isEmpty()) {
            throw new Exceeded(
                    event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0), problem);
        }
        return event;
    }

    private String problem(Event event) {
        if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
            return "is nested more than " + MAX_DEPTH + " deep";
        }
        if (event instanceof CollectionEndEvent) {
            depth--;
        }
        return event instanceof NodeEvent node ? problem(node) : "";
    }

    private String problem(NodeEvent node) {
        if (++values > maxValues) {
            return "has more than " + maxValues + " values";
        }
        if (node instanceof ScalarEvent scalar && scalar.getValue().length() > MAX_VALUE) {
            return "has a value of more than " + MAX_VALUE + " characters";
        }
        String anchor = node.getAnchor().map(Anchor::getValue).orElse("");
        if (node instanceof AliasEvent && !anchors.contains(anchor)) {
            return "has a value that begins with *, which stands for an anchor, and there is none; quote it";
        }
        anchors.add(anchor);
        return "";
    }

    /** A text that holds more than is taken. */
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final String problem;

        Exceeded(int line, String problem) {
            super(problem, null, false, false);
            this.line = line;
            this.problem = problem;
        }

        /** Where, counted from 1. */
        int line() {
            return line;
        }

        /** What is said of it. */
        String problem() {
            return problem;
        }
    }
}
