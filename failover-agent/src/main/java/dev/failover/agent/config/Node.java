package dev.failover.agent.config;

import java.util.List;
import java.util.Map;

/** A piece of the configuration as written, with references to variables and files already replaced. */
sealed interface Node {
    /** What it is, for a sentence: {@code a block}. */
    String kind();

    /** One value. */
    record Scalar(String text) implements Node {
        @Override
        public String kind() {
            return "one value";
        }
    }

    /** Nothing at all, as in {@code key:} without anything behind it. */
    record Empty() implements Node {
        @Override
        public String kind() {
            return "empty";
        }
    }

    /** Names and what they stand for, in the order written. */
    record Block(Map<String, Node> entries) implements Node {
        @Override
        public String kind() {
            return "a block";
        }
    }

    /** A list. */
    record Items(List<Node> nodes) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }
}
