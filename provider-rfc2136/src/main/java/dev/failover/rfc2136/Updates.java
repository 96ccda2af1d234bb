package dev.failover.rfc2136;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** Makes update messages (RFC 2136) of steps. */
final class Updates {
    /** A message's length is told in two bytes over TCP; some of it is for the signature. */
    private static final int MAX_BYTES = 65_535 - 640;

    private Updates() {}

    /** All steps in one message: what must be there or not, and what is put in place. The server takes it all or not at all. */
    static Update message(String zone, List<Step> steps) {
        Update update = new Update(Records.name(zone));
        expect(update, zone, steps);
        for (Step step : steps) {
            step.desired().ifPresent(desired -> {
                // Over before anybody sees it: the server changes the zone by the whole message (RFC 2136, section
                // 3.7).
                update.delete(
                        Records.owner(step.key(), zone), Records.type(step.key().type()));
                Records.of(desired, zone, desired.ttl().toSeconds()).forEach(update::add);
            });
        }
        return update;
    }

    /** A message that takes away what all steps expect, if all of them find it. */
    static Update removal(String zone, List<Step> steps) {
        Update update = new Update(Records.name(zone));
        expect(update, zone, steps);
        steps.forEach(step -> update.delete(
                Records.owner(step.key(), zone), Records.type(step.key().type())));
        return update;
    }

    /** A message that asks whether all steps find what they expect, and changes nothing. */
    static Update question(String zone, List<Step> steps) {
        Update update = new Update(Records.name(zone));
        expect(update, zone, steps);
        return update;
    }

    private static void expect(Update update, String zone, List<Step> steps) {
        Set<Name> noAlias = new LinkedHashSet<>();
        for (Step step : steps) {
            Name owner = Records.owner(step.key(), zone);
            int type = Records.type(step.key().type());
            if (!step.expected().isEmpty()) {
                step.expected().forEach(record -> update.present(prerequisite(record)));
            } else if (type == Type.CNAME) {
                // An alias beside other records is ignored without a word (RFC 2136, section 3.4.2.2) …
                update.absent(owner);
            } else {
                update.absent(owner, type);
                noAlias.add(owner);
            }
        }
        // … and so are other records beside an alias.
        noAlias.forEach(owner -> update.absent(owner, Type.CNAME));
    }

    private static Record prerequisite(Record record) {
        return record.getTTL() == 0
                ? record
                : Record.newRecord(record.getName(), record.getType(), DClass.IN, 0, record.rdataToWireCanonical());
    }

    /**
     * What goes into one message.
     *
     * @param request the message that makes the steps
     */
    record Part(String zone, List<Step> steps, Request request) {
        static Part of(String zone, List<Step> steps) {
            return new Part(zone, steps, new Request(message(zone, steps)));
        }

        /** The message that asks whether the steps could be made, and changes nothing. */
        Request question() {
            return new Request(Updates.question(zone, steps));
        }

        boolean fits() {
            return request.wire().length <= MAX_BYTES;
        }
    }

    /** Whether one message holds them all. */
    static boolean fit(String zone, List<Step> steps) {
        return Part.of(zone, steps).fits();
    }

    /** The steps in as few parts as messages can hold. What is of one name stays together. */
    static List<Part> split(String zone, List<Step> steps) {
        Map<String, List<Step>> byName = new LinkedHashMap<>();
        for (Step step : steps) {
            byName.computeIfAbsent(step.key().name(), name -> new ArrayList<>()).add(step);
        }
        List<List<Step>> names = List.copyOf(byName.values());
        for (int count = 1; true; count++) {
            List<Part> parts = split(zone, names, count);
            if (count >= names.size() || parts.stream().allMatch(Part::fits)) {
                return parts;
            }
        }
    }

    private static List<Part> split(String zone, List<List<Step>> names, int count) {
        int size = (names.size() + count - 1) / count;
        return Lists.partition(names, size).stream()
                .map(part -> Part.of(zone, part.stream().flatMap(List::stream).toList()))
                .toList();
    }
}
