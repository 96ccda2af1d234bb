package dev.failover.ovh;

import dev.failover.http.ApiRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a credential must be allowed to do: an access rule of a consumer key, or an IAM action of a service account.
 * Actions are those which OVH's own schema names for each call ({@code iamActions} of {@code /1.0/domain.json}).
 */
enum Right {
    LIST_RECORDS("GET", "/domain/zone/{zone}/record", "record/get"),
    READ_RECORD("GET", "/domain/zone/{zone}/record/*", "record/get"),
    EDIT_RECORD("PUT", "/domain/zone/{zone}/record/*", "record/edit"),
    REFRESH("POST", "/domain/zone/{zone}/refresh", "refresh"),
    CREATE_RECORD("POST", "/domain/zone/{zone}/record", "record/create"),
    DELETE_RECORD("DELETE", "/domain/zone/{zone}/record/*", "record/delete"),
    READ_SOA("GET", "/domain/zone/{zone}/soa", "soa/get"),
    /** Only consumer keys have rules of their own to read. */
    READ_RULES(AccessRule.OWN_RULES.method(), AccessRule.OWN_RULES.path(), "");

    private final String method;
    private final String path;
    private final String action;

    Right(String method, String path, String action) {
        this.method = method;
        this.path = path;
        this.action = action;
    }

    /** What replacing one address by another takes. */
    static Stream<Right> needed() {
        return Stream.of(LIST_RECORDS, READ_RECORD, EDIT_RECORD, REFRESH);
    }

    /** What record sets take that are made, or get more or fewer values. */
    static Stream<Right> resizing() {
        return Stream.of(CREATE_RECORD, DELETE_RECORD);
    }

    /** What a consumer key is to have: what is needed, and what can do no harm and lets more be known. */
    static Stream<Right> ofKey(boolean resizes) {
        return Stream.of(needed(), resizes ? resizing() : Stream.<Right>empty(), Stream.of(READ_SOA, READ_RULES))
                .flatMap(rights -> rights);
    }

    /** What allows a request to the zone; empty if every credential may make it. */
    static Optional<Right> of(ApiRequest request, String zone) {
        String asked = request.toString().replaceFirst("/record/.*", "/record/*");
        return Arrays.stream(values())
                .filter(right -> right.rule(zone).equals(asked))
                .findFirst();
    }

    String method() {
        return method;
    }

    /** The path of the access rule, with its asterisk. */
    String path(String zone) {
        return path.replace("{zone}", zone);
    }

    /** The access rule as OVH's pages show it: {@code PUT /domain/zone/beerus.fr/record/*}. */
    String rule(String zone) {
        return accessRule(zone).toString();
    }

    /** The access rule of a consumer key. */
    AccessRule accessRule(String zone) {
        return new AccessRule(method, path(zone));
    }

    String action() {
        return "dnsZone:apiovh:" + action;
    }
}
