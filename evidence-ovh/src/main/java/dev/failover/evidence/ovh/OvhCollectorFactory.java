package dev.failover.evidence.ovh;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceCollectorFactory;
import dev.failover.ovh.OvhAccount;

/**
 * Makes {@link OvhCollector}s from the settings {@code server}, {@code vps}, {@code project}, {@code instance}, {@code endpoint}, {@code
 * application-key}, {@code application-secret}, {@code consumer-key}, {@code client-id}, {@code client-secret}, {@code token-url}, {@code
 * trust-store} and {@code trust-store-password}.
 */
@AutoService(EvidenceCollectorFactory.class)
public final class OvhCollectorFactory implements EvidenceCollectorFactory {
    /** For {@link java.util.ServiceLoader}. */
    public OvhCollectorFactory() {}

    @Override
    public String name() {
        return "ovh";
    }

    @Override
    public EvidenceCollector create(Settings settings) {
        OvhAccount account = new OvhAccount();
        OvhCollectorBuilder builder = OvhCollector.builder().account(account);
        return settings.reader()
                .text("server", builder::server)
                .text("vps", builder::vps)
                .text("project", builder::project)
                .text("instance", builder::instance)
                .text("endpoint", account::endpoint)
                .secret("application-key", account::applicationKey)
                .secret("application-secret", account::applicationSecret)
                .secret("consumer-key", account::consumerKey)
                .secret("client-id", account::clientId)
                .secret("client-secret", account::clientSecret)
                .text("token-url", account::tokenUrl)
                .trustStore(account::trustStore)
                .build(builder::build);
    }
}
