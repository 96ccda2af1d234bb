package dev.failover.agent.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * What came of a request.
 *
 * @param result how it ended
 * @param lines what to tell, a sentence each
 * @param document the same for machines
 */
public record ControlReply(Result result, List<String> lines, JsonObject document) {

    /** How a request can end. */
    public enum Result {
        /** Done, or nothing to do. */
        DONE,
        /** What was asked for does not exist. */
        INVALID,
        /** A gate or a pause is in the way. */
        REFUSED,
        /** Another watcher holds the lease. */
        ELSEWHERE,
        /** Something failed on the way. */
        FAILED
    }

    static ControlReply of(Result result, String line) {
        return of(result, List.of(line));
    }

    /** A reply that says nothing but these lines. */
    public static ControlReply of(Result result, List<String> lines) {
        JsonObject document = new JsonObject();
        document.addProperty("result", result.name().toLowerCase(Locale.ROOT));
        JsonArray texts = new JsonArray();
        lines.forEach(texts::add);
        document.add("messages", texts);
        return new ControlReply(result, lines, document);
    }
}
