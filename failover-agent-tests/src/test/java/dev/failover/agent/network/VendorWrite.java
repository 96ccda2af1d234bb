package dev.failover.agent.network;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one watcher did to the zone in one update, as BIND has logged it.
 *
 * @param client whose address it came from
 * @param epoch of the ownership record that it left
 * @param watcher who owns the record by that
 * @param address where it pointed the record; empty if it left it alone
 */
record VendorWrite(Instant at, String client, long epoch, String watcher, String address) {
    private static final Pattern ADDED = Pattern.compile(
            "(\\S+ \\S+) (?:update: info: )?client @\\S+ ([\\d.]+)#\\d+/key \\S+: updating zone '\\S+': adding an RR at '(\\S+)' (A|TXT) (.*)");
    private static final Pattern OWNED = Pattern.compile("epoch=(\\d+) watcher=([^\" ]+)");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss.SSS", Locale.ROOT);

    static List<VendorWrite> read(List<String> log) {
        List<VendorWrite> writes = new ArrayList<>();
        for (String line : log) {
            Matcher added = ADDED.matcher(line);
            if (!added.matches() || added.group(2).equals("127.0.0.1")) {
                continue;
            }
            Matcher owned = OWNED.matcher(added.group(5));
            if (owned.find()) {
                Instant at = LocalDateTime.parse(added.group(1), TIME)
                        .atZone(ZoneId.systemDefault())
                        .toInstant();
                writes.add(new VendorWrite(at, added.group(2), Long.parseLong(owned.group(1)), owned.group(2), ""));
            } else if (added.group(4).equals("A") && !writes.isEmpty()) {
                // The ownership record comes first in an update.
                VendorWrite whole = writes.remove(writes.size() - 1);
                writes.add(whole.with(added.group(2), added.group(5).strip()));
            }
        }
        return writes;
    }

    private VendorWrite with(String from, String pointedTo) {
        if (!from.equals(client) || !address.isEmpty()) {
            throw new AssertionError("a record was pointed to %s from %s without its owner".formatted(pointedTo, from));
        }
        return new VendorWrite(at, client, epoch, watcher, pointedTo);
    }
}
