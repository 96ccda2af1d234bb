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

    /** How many faults keep it from serving, and since when. */
    private int down;

    private long failedAt = -1;

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

    /** Another address that it has always had, which most watchers do not know of. */
    InetAddress otherAddress(RecordType type) {
        return InetAddresses.forString(
                type == RecordType.A ? "203.0.113." + (index + 1) : "2001:db8:a::" + (index + 1));
    }

    boolean isAt(InetAddress address) {
        return addresses.subList(addresses.size() - 2, addresses.size()).contains(address) || isOther(address);
    }

    private boolean isOther(InetAddress address) {
        return address.equals(otherAddress(RecordType.A)) || address.equals(otherAddress(RecordType.AAAA));
    }

    boolean wasAt(InetAddress address) {
        return addresses.contains(address) || isOther(address);
    }

    boolean isAt(String address) {
        return isAt(InetAddresses.forString(address));
    }

    boolean wasAt(String address) {
        return wasAt(InetAddresses.forString(address));
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

    /** @param now nanoseconds since the beginning of the world */
    void fail(long now) {
        failedAt = down++ == 0 ? now : failedAt;
    }

    void recover() {
        down--;
    }

    void heal() {
        down = 0;
    }

    /** When it served last: nanoseconds since the beginning of the world. */
    long servedLast(long now) {
        return serves() ? now : failedAt;
    }
}
