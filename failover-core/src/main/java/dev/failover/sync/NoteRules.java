package dev.failover.sync;

import java.time.Duration;
import java.util.regex.Pattern;

/** What a note may be: a file name that means the same to every transport and shell, and a content of one small message. */
final class NoteRules {
    static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");
    static final int MAX_BYTES = 64 * 1024;
    /** How long reading or writing one may take. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private NoteRules() {}
}
