package dev.failover.health;

import com.google.common.base.Splitter;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP statuses that mean that a site serves, as users write them: {@code 200,204,300-399}. Immutable. */
final class ExpectedStatuses {
    private static final Pattern PART = Pattern.compile("(\\d{3})(?:\\s*-\\s*(\\d{3}))?");
    private static final Splitter COMMAS = Splitter.on(',').trimResults();

    private final BitSet statuses;

    private ExpectedStatuses(BitSet statuses) {
        this.statuses = statuses;
    }

    /** @throws IllegalArgumentException if {@code text} is no list of statuses and ranges from 100 to 599 */
    static ExpectedStatuses parse(String text) {
        BitSet statuses = new BitSet();
        for (String part : COMMAS.split(text)) {
            add(part, text, statuses);
        }
        return new ExpectedStatuses(statuses);
    }

    private static void add(String part, String text, BitSet statuses) {
        Matcher matcher = PART.matcher(part);
        if (matcher.matches()) {
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (100 <= first && first <= last && last <= 599) {
                statuses.set(first, last + 1);
                return;
            }
        }
        throw new IllegalArgumentException(
                "must list statuses from 100 to 599 and ranges of them, like 200,204,300-399, not \"" + text + "\"");
    }

    boolean contains(int status) {
        return statuses.get(status);
    }
}
