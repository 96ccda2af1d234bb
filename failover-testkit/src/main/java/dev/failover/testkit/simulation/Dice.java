package dev.failover.testkit.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chance that can be had again. Every thing that depends on chance has dice of its own, made from the seed and its name, so that a
 * fault that is left out changes nothing but what it caused.
 */
final class Dice {
    private final SplittableRandom random;

    private Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    static Dice of(long seed, String name) {
        return new Dice(seed * 0x9E3779B97F4A7C15L ^ name.hashCode() * 0xBF58476D1CE4E5B9L);
    }

    static Dice of(long seed, String name, long number) {
        return new Dice(
                (seed * 0x9E3779B97F4A7C15L ^ name.hashCode() * 0xBF58476D1CE4E5B9L) + number * 0x94D049BB133111EBL);
    }

    /** From zero to {@code bound}, that excluded. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Between both, in whole milliseconds. */
    Duration between(Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }

    /** Between both, short ones as often as long ones. */
    Duration scaleFree(Duration least, Duration most) {
        double from = Math.log((double) least.toMillis());
        double to = Math.log((double) most.toMillis());
        return Duration.ofMillis(Math.round(Math.exp(from + (to - from) * random.nextDouble())));
    }
}
