package dev.failover.mail;

import org.jspecify.annotations.Nullable;

/** Where mails are handed over, and as whom. */
record MailServer(
        String host,
        int port,
        MailSecurity security,
        @Nullable String user,
        @Nullable String password) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
