package dev.failover.testkit.simulation;

import com.google.common.net.InetAddresses;
import dev.failover.dns.RecordType;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One place able to serve, and what is wrong with it. */
final class SimulatedSite {
    private static final Duration MIRRORED_EVERY = Duration.ofSeconds(20);

    final String name;
    final int index;
    /** Whether its addresses have to be looked up. */
    final boolean dynamic;
    /** Every address it ever had, the present ones last. */
    private final List<InetAddress> addresses = new ArrayList<>();

    /** How many faults keep it from serving. */
    int down;

    int lookUpsFail;
    int lookUpsLie;
    Optional<Instant> certificateExpiry = Optional.empty();
    int replicaHides;
    private int mirrorStops;
    private Duration mirrorStoppedAt = Duration.ZERO;
    private int moves;

    SimulatedSite(String name, int index, boolean dynamic) {
        this.name = name;
        this.index = index;
        this.dynamic = dynamic;
        move();
    }

    void move() {
        addresses.add(InetAddresses.forString("198.51.100." + (index * 40 + 1 + moves % 39)));
        addresses.add(InetAddresses.forString("2001:db8::%s:%s".formatted(index, 1 + moves % 39)));
        moves++;
    }

    InetAddress address(RecordType type) {
        return addresses.get(addresses.size() - (type == RecordType.A ? 2 : 1));
    }

    boolean isAt(InetAddress address) {
        return addresses.subList(addresses.size() - 2, addresses.size()).contains(address);
    }

    boolean wasAt(InetAddress address) {
        return addresses.contains(address);
    }

    boolean wasAt(String address) {
        return addresses.stream().anyMatch(known -> known.getHostAddress().equals(canonical(address)));
    }

    private static String canonical(String address) {
        return InetAddresses.forString(address).getHostAddress();
    }

    /** How much of the world's time its replica holds: the beginning of the mirror's latest run. */
    Duration replicated(Duration now) {
        long until = (mirrorStops > 0 ? mirrorStoppedAt : now).toNanos();
        return Duration.ofNanos(until - until % MIRRORED_EVERY.toNanos());
    }

    void stopMirror(Duration now) {
        mirrorStoppedAt = mirrorStops == 0 ? now : mirrorStoppedAt;
        mirrorStops++;
    }

    void startMirror() {
        mirrorStops--;
    }

    boolean serves() {
        return down == 0;
    }
}
