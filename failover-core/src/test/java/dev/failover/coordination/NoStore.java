package dev.failover.coordination;

import java.time.Duration;
import java.util.Optional;

/** For tests of what is agreed upon beforehand: a store that has nothing and keeps nothing. */
public final class NoStore implements Coordinator {
    @Override
    public Optional<SharedRecord> read(String service, Duration timeout) {
        return Optional.empty();
    }

    @Override
    public String write(String service, Optional<String> expected, String content, Duration timeout) {
        return "";
    }
}
