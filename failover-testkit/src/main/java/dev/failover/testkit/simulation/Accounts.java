package dev.failover.testkit.simulation;

import java.util.HashMap;
import java.util.Map;

/** What each watcher decided so far. */
final class Accounts {
    private final Map<Watcher, Account> byWatcher = new HashMap<>();

    Account of(Watcher watcher) {
        return byWatcher.computeIfAbsent(watcher, key -> new Account());
    }
}
