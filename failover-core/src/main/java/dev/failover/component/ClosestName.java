package dev.failover.component;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/** Which name was meant by one that does not exist. */
final class ClosestName {
    private ClosestName() {}

    /** The names in order, and the one that was meant, if one is close enough. */
    static String among(String unknown, Collection<String> known) {
        String names = new TreeSet<>(known).toString();
        return find(unknown, known)
                .map(name -> names + "; did you mean \"" + name + "\"?")
                .orElse(names);
    }

    /** The closest name; empty if a third of its letters and more would have to change. */
    static Optional<String> find(String unknown, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(unknown, name) <= Math.max(1, name.length() / 3))
                .min(Comparator.<String>comparingInt(name -> distance(unknown, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** How many letters are inserted, left out, replaced, or exchanged with their neighbour: the optimal string alignment. */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                cost[i][j] =
                        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
                boolean exchanged = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (exchanged) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[one.length()][other.length()];
    }
}
