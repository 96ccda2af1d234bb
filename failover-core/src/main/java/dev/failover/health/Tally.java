package dev.failover.health;

import dev.failover.health.Health.Status;
import java.util.Optional;

/**
 * How many parts of a composite said what by now, and what follows from it, by Kleene's logic of three values: what is unknown might
 * be either. {@code all} and {@code any} are the two ends of it: as many as there are, and one.
 *
 * @param needed how many must be UP, from 1 to {@code parts}
 */
record Tally(int needed, int parts, int up, int down, int unknown) {
    /** Of which nothing is known yet. */
    static Tally of(int needed, int parts) {
        return new Tally(needed, parts, 0, 0, 0);
    }

    Tally with(Status status) {
        return switch (status) {
            case UP -> new Tally(needed, parts, up + 1, down, unknown);
            case DOWN -> new Tally(needed, parts, up, down + 1, unknown);
            case UNKNOWN -> new Tally(needed, parts, up, down, unknown + 1);
        };
    }

    int count(Status status) {
        return switch (status) {
            case UP -> up;
            case DOWN -> down;
            case UNKNOWN -> unknown;
        };
    }

    /** What it is, whatever the others will say; empty as long as that depends on them. */
    Optional<Status> decided() {
        if (up >= needed) {
            return Optional.of(Status.UP);
        }
        if (down > parts - needed) {
            return Optional.of(Status.DOWN);
        }
        int open = parts - up - down - unknown;
        return up + open < needed && down + open <= parts - needed ? Optional.of(Status.UNKNOWN) : Optional.empty();
    }
}
