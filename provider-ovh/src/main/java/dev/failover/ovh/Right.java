package dev.failover.ovh;

import dev.failover.http.ApiRequest;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a credential must be allowed to do: an access rule of a consumer key, or an IAM action of a service account.
 * Actions are those which OVH's own schema names for each call ({@code iamActions} of {@code /1.0/domain.json}).
 */
enum Right {
    LIST_RECORDS("GET", "/record", "record/get"),
    READ_RECORD("GET", "/record/*", "record/get"),
    EDIT_RECORD("PUT", "/record/*", "record/edit"),
    CREATE_RECORD("POST", "/record", "record/create"),
    DELETE_RECORD("DELETE", "/record/*", "record/delete"),
    REFRESH("POST", "/refresh", "refresh"),
    READ_SOA("GET", "/soa", "soa/get");

    private final String method;
    private final String path;
    private final String action;

    Right(String method, String path, String action) {
        this.method = method;
        this.path = path;
        this.action = action;
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
        return "/domain/zone/" + zone + path;
    }

    /** The access rule as OVH's pages show it: {@code PUT /domain/zone/beerus.fr/record/*}. */
    String rule(String zone) {
        return method + " " + path(zone);
    }

    String action() {
        return "dnsZone:apiovh:" + action;
    }
}
