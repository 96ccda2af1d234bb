package dev.failover.examples.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the demonstration went.
 *
 * @param failure what should have happened and did not; empty if all of it happened
 */
record DemoReport(
        Optional<String> failure,
        Optional<Endpoints> endpoints,
        List<Moment> timeline,
        List<Measurement> table,
        Duration took) {

    /** Where everything listened; nothing does any more. */
    record Endpoints(String prod, String home, String dns, Optional<String> sftp) {
        static Endpoints of(DemoSites sites, DemoZone zone, Optional<Replica> replica) {
            return new Endpoints(
                    sites.prod().toString(),
                    sites.home().toString(),
                    zone.serverAddress(),
                    replica.map(Replica::serverAddress));
        }
    }

    boolean ok() {
        return failure.isEmpty();
    }
}
