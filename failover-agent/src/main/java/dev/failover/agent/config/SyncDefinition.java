package dev.failover.agent.config;

import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.DataMirror;
import dev.failover.sync.FileSync;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A directory that is kept equal elsewhere.
 *
 * @param mirror does it, by the transport
 * @param following follows every change, if that is asked for
 * @param events what that tells
 * @param service whose replica it is, if one's
 * @param site while which site is the service's active one it is to follow changes; always if empty
 * @param to which of the service's sites it feeds; its first standby if empty
 * @param notifiers who is told when it halts or fails; the service's notifiers if empty
 */
public record SyncDefinition(
        String name,
        FileSync transport,
        DataMirror mirror,
        Optional<ContinuousMirror> following,
        MirrorEvents events,
        Optional<String> service,
        Optional<String> site,
        Optional<String> to,
        List<String> notifiers) {
    /** The local directory. */
    public Path source() {
        return mirror.dataSet().directory();
    }

    /** Whether it is to follow changes while that site is the active one. */
    boolean follows(String serviceName, String siteName) {
        return service.equals(Optional.of(serviceName)) && site.equals(Optional.of(siteName));
    }

    /** Whether it feeds that site, the one at this place in the service's order. */
    boolean feeds(String serviceName, String siteName, int place) {
        return service.equals(Optional.of(serviceName))
                && to.map(siteName::equals).orElse(place == 1);
    }
}
