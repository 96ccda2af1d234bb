package dev.failover.agent.config;

import dev.failover.sync.DataMirror;
import dev.failover.sync.FileSync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A directory that is kept equal elsewhere.
 *
 * @param mirror does it, by the transport
 * @param continuous whether it is to follow every change
 * @param rescan how often all of it is looked through while it does
 * @param service whose replica it is, if one's
 * @param site while which site is the service's active one it is to follow changes; always if empty
 * @param to which of the service's sites it feeds; its first standby if empty
 * @param notifiers who is told when it halts or fails; the service's notifiers if empty
 */
public record SyncDefinition(
        String name,
        FileSync transport,
        DataMirror mirror,
        boolean continuous,
        Duration rescan,
        Optional<String> service,
        Optional<String> site,
        Optional<String> to,
        List<String> notifiers) {
    /** The local directory. */
    public Path source() {
        return mirror.dataSet().directory();
    }

    /** Whether it feeds that site, the one at this place in the service's order. */
    boolean feeds(String serviceName, String siteName, int place) {
        return service.equals(Optional.of(serviceName))
                && to.map(siteName::equals).orElse(place == 1);
    }
}
