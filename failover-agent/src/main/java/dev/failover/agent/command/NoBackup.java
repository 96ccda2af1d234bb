package dev.failover.agent.command;

/** What a mirror does not give. */
final class NoBackup {
    static final String SENTENCE =
            "A replica follows deletions; versions lie on the same disk under the same key; a backup is another place, another credential, another time.";

    private NoBackup() {}
}
