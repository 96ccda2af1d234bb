package dev.failover.hetzner;

import dev.failover.component.Excerpt;
import dev.failover.component.UnavailableException;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import java.util.Optional;

/**
 * Something that Hetzner carries out after it has answered.
 *
 * @param error why it failed; empty unless it did
 */
record Action(long id, String status, String error) {
    static Action read(Json action) throws MalformedAnswerException {
        Optional<Json> error = action.find("error");
        return new Action(
                action.get("id").number(),
                action.get("status").text(),
                error.isPresent()
                        ? error.get().textIfAny("code") + ": " + error.get().textIfAny("message")
                        : "");
    }

    boolean isOver() {
        return !status.equals("running");
    }

    /** @throws UnavailableException if it failed, which may be of use to try again */
    void requireSuccess(String path) {
        if (!status.equals("success")) {
            throw new UnavailableException(
                    "Hetzner took POST %s, but action %s ended as %s (%s); it is tried again later."
                            .formatted(path, id, Excerpt.of(status), Excerpt.of(error)));
        }
    }
}
