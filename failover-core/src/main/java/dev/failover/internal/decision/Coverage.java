package dev.failover.internal.decision;

import dev.failover.dns.Publication;
import java.util.Collection;
import java.util.Comparator;

/**
 * How many of a zone's servers answered, of how many that were asked; of several record sets, where the fewest did.
 *
 * @param asked how many; zero if none was
 */
public record Coverage(int answered, int asked) {

    /** Of some record sets. */
    public static Coverage of(Collection<Publication> publications) {
        return publications.stream()
                .map(publication -> new Coverage(
                        publication.answers().size() - publication.silent().size(),
                        publication.answers().size()))
                .min(Comparator.comparingDouble(Coverage::share))
                .orElse(new Coverage(0, 0));
    }

    private double share() {
        return asked == 0 ? 1 : (double) answered / asked;
    }

    /** Who they are, to begin a sentence: those that did not answer may give anything. */
    @Override
    public String toString() {
        return answered == asked
                ? "every server of the zone"
                : "every server of the zone that answered (%s of %s)".formatted(answered, asked);
    }
}
