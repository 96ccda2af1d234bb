package dev.failover.webhook;

import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;

/** By what a success is known to be the channel's own, and not that of a proxy or a portal on the way. */
@FunctionalInterface
interface Sign {
    boolean isIn(HttpReply reply) throws MalformedAnswerException;

    /** A judgement of a value. */
    @FunctionalInterface
    interface Test {
        boolean holds(Json value) throws MalformedAnswerException;
    }

    /** The status is all there is. */
    static Sign none() {
        return reply -> true;
    }

    /** The whole body is a word. */
    static Sign word(String word) {
        return reply -> reply.text().strip().equals(word);
    }

    /** The body is an object with such a member. */
    static Sign member(String name, Test test) {
        return reply -> test.holds(Json.parse(reply.text()).get(name));
    }

    /** The body is an object with the id of what was made. */
    static Sign id(String name) {
        return member(name, value -> !value.isNull());
    }
}
