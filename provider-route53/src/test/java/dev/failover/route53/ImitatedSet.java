package dev.failover.route53;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One record set as Route 53 keeps it.
 *
 * @param name whole, in lower case, with final dot; an asterisk as {@code \052}
 * @param identifier null for a simple one
 * @param ttl null for an alias
 * @param more other elements, as XML: {@code <Weight>1</Weight>}, an alias's target
 */
record ImitatedSet(
        String name,
        String type,
        @Nullable String identifier,
        @Nullable Long ttl,
        List<String> values,
        String more) {
    /** In which sets are listed: by name from its last label on, type, identifier. */
    String position() {
        return position(name, type, identifier == null ? "" : identifier);
    }

    static String position(String name, String type, String identifier) {
        List<String> labels = new ArrayList<>(List.of(name.split("\\.")));
        Collections.reverse(labels);
        return String.join("\0", labels) + "\0\0" + type + "\0\0" + identifier;
    }

    boolean isAt(String otherName, String otherType) {
        return name.equals(otherName) && type.equals(otherType);
    }

    /** Whether it may be deleted by that: whatever it is, it must be repeated; the values' order does not count. */
    boolean isRepeatedBy(ImitatedSet other) {
        return Objects.equals(ttl, other.ttl)
                && values.size() == other.values.size()
                && new HashSet<>(values).equals(new HashSet<>(other.values))
                && more.equals(other.more);
    }

    String xml() {
        StringBuilder text = new StringBuilder("<ResourceRecordSet>");
        text.append(ImitatedReply.element("Name", name)).append(ImitatedReply.element("Type", type));
        if (identifier != null) {
            text.append(ImitatedReply.element("SetIdentifier", identifier));
        }
        text.append(more);
        if (ttl != null) {
            text.append(ImitatedReply.element("TTL", ttl)).append("<ResourceRecords>");
            values.forEach(value -> text.append("<ResourceRecord>")
                    .append(ImitatedReply.element("Value", value))
                    .append("</ResourceRecord>"));
            text.append("</ResourceRecords>");
        }
        return text.append("</ResourceRecordSet>").toString();
    }
}
