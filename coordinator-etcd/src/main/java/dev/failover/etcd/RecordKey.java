package dev.failover.etcd;

import dev.failover.component.UnavailableException;
import dev.failover.coordination.SharedRecord;
import dev.failover.http.ApiRequest;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key of a service. Its value is the version, which is a random number in letters, a line end, and the content. So whether the
 * version is the one expected is whether the value lies between the version with a line end and the same with the next character,
 * which etcd compares by itself. Its revision would serve as well until a backup is restored, which counts on from the past.
 */
final class RecordKey {
    /**
     * What stands under one key.
     *
     * @param problem why it can't be read; null if it can
     */
    record Found(Optional<SharedRecord> record, @Nullable String problem) {
        /** @throws UnavailableException if it can't be read */
        Optional<SharedRecord> orThrow(String service) {
            if (problem != null) {
                throw new UnavailableException("The record of %s can't be read: %s".formatted(service, problem));
            }
            return record;
        }
    }

    private static final char END = '\n';
    private static final char AFTER_END = END + 1;

    private final String key;

    RecordKey(String prefix, String service) {
        this.key = base64(prefix + service);
    }

    /** A read that goes to a majority: whoever answers must not be behind. */
    ApiRequest read() {
        return ApiRequest.of("POST", "/v3/kv/range", Map.of("key", key, "serializable", false));
    }

    /** Several in one transaction, which goes to a majority as well. */
    static ApiRequest read(List<RecordKey> keys) {
        return ApiRequest.of(
                "POST",
                "/v3/kv/txn",
                Map.of(
                        "success",
                        keys.stream()
                                .map(each -> Map.of("request_range", Map.of("key", each.key)))
                                .toList()));
    }

    static List<Found> foundAll(Json answer, int asked) throws MalformedAnswerException {
        List<Found> all = new ArrayList<>();
        for (Json response : responses(answer, asked)) {
            all.add(foundOf(response.get("response_range")));
        }
        return all;
    }

    private static List<Json> responses(Json answer, int asked) throws MalformedAnswerException {
        requireEtcd(answer);
        List<Json> responses = answer.get("responses").items();
        if (responses.size() != asked) {
            throw new MalformedAnswerException("\"responses\" are %s, not %s".formatted(responses.size(), asked));
        }
        return responses;
    }

    /** What somebody has done to one service's key is no matter of the others. */
    private static Found foundOf(Json range) {
        try {
            return new Found(found(range), null);
        } catch (MalformedAnswerException e) {
            return new Found(Optional.empty(), e.getMessage());
        }
    }

    static Optional<SharedRecord> found(Json answer) throws MalformedAnswerException {
        requireEtcd(answer);
        Optional<Json> found = answer.find("kvs");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<Json> items = found.get().items();
        if (items.size() != 1) {
            throw new MalformedAnswerException("\"kvs\" is not of one key");
        }
        String value = decoded(items.get(0).get("value").text());
        int end = value.indexOf(END);
        if (end < 0) {
            throw new MalformedAnswerException("\"value\" is not what a watcher has written");
        }
        return Optional.of(new SharedRecord(value.substring(0, end), value.substring(end + 1)));
    }

    /** A transaction that compares and writes. */
    Map<String, ?> writing(Optional<String> expected, String version, String content) {
        List<Map<String, String>> compared = expected.map(known -> List.of(
                        // Of "a value as if longer by what follows": equal to the bound is not possible, as the end is
                        // part of it.
                        compareValue("GREATER", known), compareValue("LESS", known + AFTER_END)))
                .orElse(List.of(compareCreation("EQUAL")));
        return transaction(compared, version + END + content);
    }

    /** Asks for everything that a write needs, and never writes: no key was created before revision 0. */
    ApiRequest rights() {
        return request(transaction(List.of(compareCreation("LESS")), ""));
    }

    private Map<String, ?> transaction(List<Map<String, String>> compared, String value) {
        return Map.of(
                "compare",
                compared,
                "success",
                List.of(Map.of("request_put", Map.of("key", key, "value", base64(value)))));
    }

    static ApiRequest request(Map<String, ?> transaction) {
        return ApiRequest.of("POST", "/v3/kv/txn", transaction);
    }

    /** Several at once, none of which depends on another. */
    static ApiRequest requestAll(List<Map<String, ?>> transactions) {
        return request(Map.of(
                "success",
                transactions.stream()
                        .map(transaction -> Map.of("request_txn", transaction))
                        .toList()));
    }

    private Map<String, String> compareValue(String result, String value) {
        return Map.of("key", key, "target", "VALUE", "result", result, "value", base64(value));
    }

    private Map<String, String> compareCreation(String result) {
        return Map.of("key", key, "target", "CREATE", "result", result, "create_revision", "0");
    }

    /** What is false or zero is left out by the gateway, so that only the header tells a no from somebody else's page. */
    static boolean succeeded(Json answer) throws MalformedAnswerException {
        requireEtcd(answer);
        return flag(answer);
    }

    /** The same of each in {@link #requestAll}. */
    static List<Boolean> succeededAll(Json answer, int asked) throws MalformedAnswerException {
        List<Boolean> all = new ArrayList<>();
        for (Json response : responses(answer, asked)) {
            all.add(flag(response.get("response_txn")));
        }
        return all;
    }

    private static boolean flag(Json answer) throws MalformedAnswerException {
        Optional<Json> succeeded = answer.find("succeeded");
        return succeeded.isPresent() && succeeded.get().flag();
    }

    private static void requireEtcd(Json answer) throws MalformedAnswerException {
        answer.get("header").get("revision").text();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) throws MalformedAnswerException {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswerException("\"value\" is not base64");
        }
    }
}
