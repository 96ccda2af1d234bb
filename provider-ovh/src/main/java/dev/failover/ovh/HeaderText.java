package dev.failover.ovh;

import dev.failover.component.Secret;

/** What may stand in a header as it is: visible ASCII. The HTTP client would refuse the rest, quoting it in its exception. */
final class HeaderText {
    private HeaderText() {}

    static boolean fits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    /** @throws IllegalArgumentException if it does not fit; the message does not quote it */
    static Secret require(Secret secret) {
        if (!fits(secret.reveal())) {
            throw new IllegalArgumentException("must be letters, digits and signs of ASCII, without spaces");
        }
        return secret;
    }
}
