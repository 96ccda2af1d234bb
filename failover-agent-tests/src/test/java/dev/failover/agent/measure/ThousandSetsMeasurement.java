package dev.failover.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.measure.Vendors.Switched;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one switch takes at each vendor, for 1 and for 1,000 record sets, with and without an ownership record: requests, wall
 * time on loopback, and how long the requests alone take within the vendor's limits.
 *
 * <p>Takes some minutes and prints a table, so it is run on demand: {@code ./verify --measure}.
 */
@Tag("measure")
class ThousandSetsMeasurement {
    @TempDir
    Path directory;

    /** A vendor's switch of so many record sets. */
    private interface Vendor {
        Switched run(Path where, int sets, Optional<String> watcher) throws Exception;
    }

    @Test
    void oneSwitch() throws Exception {
        System.out.printf(
                "%n%-10s %6s %-6s %9s %9s %14s  %s%n",
                "vendor", "sets", "owner", "requests", "wall s", "in limits s", "of them");
        // OVH asks for less than 60 requests a minute and key; Route 53 takes 5 a second and account; BIND sets no
        // limit.
        measure("OVH", Vendors::ovh, 1);
        measure("Route 53", Vendors::route53, 5);
        measure("BIND", Vendors::bind, 0);
        System.out.println(
                "wall: from the request to the moment at which the zone's server gives every record set, vendor and server on"
                        + " loopback; in limits: the requests at the rate that the vendor allows");
    }

    private void measure(String name, Vendor vendor, int perSecond) throws Exception {
        int run = 0;
        // The first of each warms the JVM up.
        for (int sets : new int[] {1, 1, 1000}) {
            for (Optional<String> watcher : java.util.List.<Optional<String>>of(Optional.empty(), Optional.of("one"))) {
                Switched switched = vendor.run(directory.resolve(name + run), sets, watcher);
                run++;
                if (run > 2) {
                    print(name, sets, watcher, switched, perSecond);
                }
                if (watcher.isEmpty() && name.equals("OVH")) {
                    assertThat(switched.all()).isLessThanOrEqualTo(3 * sets + 1);
                }
            }
        }
    }

    private static void print(String name, int sets, Optional<String> watcher, Switched switched, int perSecond) {
        Duration took = switched.took();
        System.out.printf(
                "%-10s %6d %-6s %9d %9.3f %14s  %s%n",
                name,
                sets,
                watcher.isPresent() ? "yes" : "no",
                switched.all(),
                took.toNanos() / 1e9,
                perSecond == 0 ? "-" : String.format("%.1f", switched.all() / (double) perSecond),
                switched.requests());
    }
}
