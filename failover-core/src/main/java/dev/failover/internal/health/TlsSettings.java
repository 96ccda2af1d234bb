package dev.failover.internal.health;

import dev.failover.component.Settings;
import dev.failover.health.TlsOptions;

/** Reads the block {@code tls} of a check that speaks TLS with a server, if it is told to. */
final class TlsSettings {
    private TlsSettings() {}

    static TlsOptions read(Settings block) {
        TlsOptions.Builder builder = TlsOptions.builder();
        return block.reader()
                .text("name", builder::name)
                .flag("verify-certificate", builder::verifyCertificate)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
