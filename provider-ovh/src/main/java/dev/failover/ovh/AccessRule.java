package dev.failover.ovh;

/**
 * What a consumer key may do: one of OVH's access rules. Immutable.
 *
 * @param method {@code GET}, {@code POST}, {@code PUT} or {@code DELETE}
 * @param path as it is sent, below the API's base; an asterisk stands for anything, slashes included
 */
public record AccessRule(String method, String path) {
    /** By which a key reads its own rules: {@code check} verifies them so, and {@link OvhKeyRequest#await} finds that it is valid. */
    public static final AccessRule OWN_RULES = new AccessRule("GET", "/auth/currentCredential");

    /** As OVH's pages show it: {@code PUT /domain/zone/beerus.fr/record/*}. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
