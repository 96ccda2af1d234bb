package dev.failover.cloudflare;

import dev.failover.dns.QuotedText;
import dev.failover.dns.RecordEdit.ListedRecord;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A record as Cloudflare lists it.
 *
 * @param record its value as a {@link RecordSet} has it, its TTL as Cloudflare has it
 * @param proxied whether Cloudflare answers with addresses of its own instead
 */
record StoredRecord(RecordKey key, ListedRecord record, boolean proxied) {
    /** Cloudflare's word for "automatic". */
    static final long AUTOMATIC = 1;

    /** What it serves then (developers.cloudflare.com, Time to Live). */
    private static final long AUTOMATIC_SECONDS = 300;

    /** Empty if it is of a name or type that the library does not manage. */
    static Optional<StoredRecord> read(Json listed, String zone) throws MalformedAnswerException {
        String id = listed.get("id").text();
        Optional<RecordKey> key =
                RecordKey.of(listed.get("name").text(), listed.get("type").text(), zone);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        String content = listed.get("content").text();
        long ttl = listed.get("ttl").number();
        Optional<Json> proxied = listed.find("proxied");
        return Optional.of(new StoredRecord(
                key.get(),
                new ListedRecord(id, value(key.get(), content), ttl),
                proxied.isPresent() && proxied.get().flag()));
    }

    private static String value(RecordKey key, String content) throws MalformedAnswerException {
        String read = key.type() == RecordType.TXT && content.startsWith("\"")
                ? QuotedText.DECIMAL.unquote(content)
                : content;
        try {
            return RecordSet.of(key, Duration.ZERO, read).values().iterator().next();
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswerException("the content of a record can't be of type " + key.type());
        }
    }

    /** With the TTL that is served. */
    ListedRecord served() {
        return record.ttl() == AUTOMATIC ? new ListedRecord(record.id(), record.value(), AUTOMATIC_SECONDS) : record;
    }

    /** What an edit says of a record's value; text is given in quotes, names without final dot. */
    static Map<String, Object> written(RecordSet desired, String value, long ttl) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(
                "content",
                switch (desired.key().type()) {
                    case A, AAAA -> value;
                    case CNAME -> value.substring(0, value.length() - 1);
                    case TXT -> QuotedText.DECIMAL.quote(value);
                });
        members.put("ttl", ttl);
        return members;
    }
}
