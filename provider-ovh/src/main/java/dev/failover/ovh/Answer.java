package dev.failover.ovh;

import com.google.gson.JsonElement;
import dev.failover.component.RejectedException;

/** What the API answered, where it did. */
sealed interface Answer {
    /**
     * It did as asked.
     *
     * @param body JSON's null if it had nothing to say
     */
    record Done(JsonElement body) implements Answer {}

    /**
     * It refused.
     *
     * @param exception the refusal in words for an operator
     */
    record Refused(Refusal refusal, RejectedException exception) implements Answer {}

    /** The body, or the refusal thrown. */
    default JsonElement orThrow() {
        if (this instanceof Refused refused) {
            throw refused.exception();
        }
        return ((Done) this).body();
    }

    /** Whether it said that there is no such thing. */
    default boolean isNotFound() {
        return this instanceof Refused refused && refused.refusal().reason() == Refusal.Reason.NOT_FOUND;
    }
}
