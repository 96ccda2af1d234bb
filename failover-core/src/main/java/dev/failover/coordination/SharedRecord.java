package dev.failover.coordination;

import java.util.Objects;

/**
 * What a coordinator keeps of one service, at one moment.
 *
 * @param version what tells this state of the record from every other that it ever had; means nothing else, and is compared for
 *     equality only
 * @param content what was written, character by character; means nothing to the store
 */
public record SharedRecord(String version, String content) {
    public SharedRecord {
        Objects.requireNonNull(version, "the version is null");
        Objects.requireNonNull(content, "the content is null");
    }
}
