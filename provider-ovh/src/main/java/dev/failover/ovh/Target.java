package dev.failover.ovh;

import dev.failover.dns.RecordType;

/** A record's value, as OVH writes it in {@code target} and as {@link dev.failover.dns.RecordSet} has it. */
final class Target {
    private Target() {}

    /** Names keep their final dot: without it OVH takes them as relative to the zone. */
    static String write(RecordType type, String value) {
        return type == RecordType.TXT && needsQuotes(value)
                ? '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : value;
    }

    /** OVH puts quotes around text by itself, but can't know what a quote or a space at the end was meant to be. */
    private static boolean needsQuotes(String value) {
        return value.indexOf('"') >= 0 || value.indexOf('\\') >= 0 || !value.equals(value.strip());
    }

    static String read(RecordType type, String target, String zone) {
        return switch (type) {
            case A, AAAA -> target;
            case CNAME -> target.endsWith(".") ? target : target + "." + zone + ".";
            case TXT -> target.startsWith("\"") ? unquote(target) : target;
        };
    }

    /** The quoted strings of a TXT record (RFC 1035, section 5.1) joined to the one value they are to a reader. */
    private static String unquote(String target) {
        StringBuilder value = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '"') {
                inside = !inside;
            } else if (inside) {
                boolean escape = c == '\\' && i + 1 < target.length();
                value.append(escape ? target.charAt(++i) : c);
            }
        }
        return value.toString();
    }
}
