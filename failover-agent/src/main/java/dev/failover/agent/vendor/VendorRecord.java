package dev.failover.agent.vendor;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is known of one component, kept in the state directory: pure, from what each look finds. Immutable.
 *
 * @param latest when it was looked at last; empty if never
 * @param usual the subjects of warnings that were there from the first look on: somebody who checks their configuration has read them
 * @param problems what is not as it should be, by its subject
 */
public record VendorRecord(Optional<Instant> latest, Set<String> usual, Map<String, Problem> problems) {
    /** Nothing is known. */
    static final VendorRecord NONE = new VendorRecord(Optional.empty(), Set.of(), Map.of());

    /** What is found so often in a row is no passing failure. */
    static final int SURE = 3;

    public VendorRecord {
        usual = Set.copyOf(usual);
        problems = Map.copyOf(problems);
    }

    /**
     * What is not as it should be.
     *
     * @param since when it was found first
     * @param looks how often in a row
     * @param told whether humans were told
     */
    public record Problem(Instant since, int looks, boolean told, String why) {
        boolean isToBeTold() {
            return !told && looks >= SURE;
        }
    }

    /** What is known after one more look. */
    VendorRecord after(List<Finding> findings, Instant now) {
        Map<String, Finding> bad = new LinkedHashMap<>();
        Set<String> warnings = new TreeSet<>();
        for (Finding finding : findings) {
            if (finding.severity() == Severity.OK) {
                continue;
            }
            // Of two rights that are missing, each is a problem.
            String subject = finding.subject();
            for (int next = 2; bad.containsKey(subject); next++) {
                subject = finding.subject() + " (" + next + ")";
            }
            bad.put(subject, finding);
            if (finding.severity() == Severity.WARNING && finding.ends().isEmpty()) {
                warnings.add(subject);
            }
        }
        if (latest.isPresent()) {
            warnings.retainAll(usual);
        }
        Map<String, Problem> next = new LinkedHashMap<>();
        bad.forEach((subject, finding) -> {
            if (!warnings.contains(subject)) {
                Problem known = problems.getOrDefault(subject, new Problem(now, 0, false, ""));
                next.put(subject, new Problem(known.since(), known.looks() + 1, known.told(), finding.message()));
            }
        });
        return new VendorRecord(Optional.of(now), warnings, next);
    }

    /** The same once humans were told. */
    VendorRecord told() {
        return new VendorRecord(
                latest, usual, problems.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> {
                    Problem problem = entry.getValue();
                    return new Problem(
                            problem.since(), problem.looks(), problem.told() || problem.isToBeTold(), problem.why());
                })));
    }

    /** Whether humans were told of something that is still so. */
    boolean isTold() {
        return problems.values().stream().anyMatch(Problem::told);
    }

    /** Whether the next look is to make sure, one way or the other. */
    boolean isUnsure() {
        return problems.values().stream().anyMatch(problem -> !problem.told());
    }
}
