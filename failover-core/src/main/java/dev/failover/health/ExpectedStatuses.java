package dev.failover.health;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import com.google.common.collect.TreeRangeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP statuses that mean that a site serves, as users write them: {@code 200,204,300-399}. Immutable. */
final class ExpectedStatuses {
    private static final Pattern PART = Pattern.compile("(\\d{3})(?:\\s*-\\s*(\\d{3}))?");
    private static final Splitter COMMAS = Splitter.on(',').trimResults();

    private final ImmutableRangeSet<Integer> ranges;

    private ExpectedStatuses(ImmutableRangeSet<Integer> ranges) {
        this.ranges = ranges;
    }

    /** @throws IllegalArgumentException if {@code text} is no list of statuses and ranges from 100 to 599 */
    static ExpectedStatuses parse(String text) {
        TreeRangeSet<Integer> ranges = TreeRangeSet.create();
        for (String part : COMMAS.split(text)) {
            ranges.add(range(part, text));
        }
        return new ExpectedStatuses(ImmutableRangeSet.copyOf(ranges));
    }

    private static Range<Integer> range(String part, String text) {
        Matcher matcher = PART.matcher(part);
        if (matcher.matches()) {
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (100 <= first && first <= last && last <= 599) {
                return Range.closed(first, last);
            }
        }
        throw new IllegalArgumentException(
                "must list statuses from 100 to 599 and ranges of them, like 200,204,300-399, not \"" + text + "\"");
    }

    boolean contains(int status) {
        return ranges.contains(status);
    }
}
