package dev.failover.route53;

import dev.failover.component.RejectedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Edits cut into as few batches as Route 53 takes: 1,000 values and 32,000 characters of values each, what is deleted
 * included (Route 53 Developer Guide, "Quotas"). All edits of one name are in one batch. Order is kept otherwise.
 */
final class Batches {
    static final int MAX_VALUES = 1000;
    static final int MAX_CHARACTERS = 32_000;

    private Batches() {}

    /** @throws RejectedException if the edits of one name alone are too much */
    static List<List<Edit>> of(List<Edit> edits) {
        Map<String, List<Edit>> byName = new LinkedHashMap<>();
        edits.forEach(edit -> byName.computeIfAbsent(edit.key().name(), name -> new ArrayList<>())
                .add(edit));
        List<List<Edit>> batches = new ArrayList<>();
        List<Edit> batch = new ArrayList<>();
        for (Map.Entry<String, List<Edit>> entry : byName.entrySet()) {
            List<Edit> ofName = entry.getValue();
            if (isTooMuch(ofName)) {
                throw new RejectedException(
                        "The change of %s is more than Route 53 takes at once (%s values or %s characters of them, old and new); give it fewer values"
                                .formatted(entry.getKey(), MAX_VALUES, MAX_CHARACTERS));
            }
            List<Edit> longer = new ArrayList<>(batch);
            longer.addAll(ofName);
            if (isTooMuch(longer)) {
                batches.add(List.copyOf(batch));
                longer = new ArrayList<>(ofName);
            }
            batch = longer;
        }
        if (!batch.isEmpty()) {
            batches.add(List.copyOf(batch));
        }
        return batches;
    }

    private static boolean isTooMuch(List<Edit> edits) {
        return edits.stream().mapToInt(Edit::values).sum() > MAX_VALUES
                || edits.stream().mapToInt(Edit::characters).sum() > MAX_CHARACTERS;
    }
}
