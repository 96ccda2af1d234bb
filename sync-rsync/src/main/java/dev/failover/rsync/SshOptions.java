package dev.failover.rsync;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How ssh is to connect.
 *
 * @param program ssh itself
 * @param configurations the user's own, in the order they count
 * @param connectTimeout for each hop; null for what the configuration says, or the default
 */
record SshOptions(
        String program,
        List<Path> configurations,
        boolean acceptNewHostKeys,
        @Nullable Duration connectTimeout,
        boolean shared) {}
