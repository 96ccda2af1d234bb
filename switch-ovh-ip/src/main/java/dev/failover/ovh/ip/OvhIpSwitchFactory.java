package dev.failover.ovh.ip;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.ovh.OvhAccount;
import dev.failover.traffic.TrafficSwitch;
import dev.failover.traffic.TrafficSwitchFactory;

/**
 * Makes {@link OvhIpSwitch}es from the settings {@code address}, {@code destinations}, {@code longest}, and those of an account: {@code
 * endpoint}, {@code application-key}, {@code application-secret}, {@code consumer-key}, or {@code client-id}, {@code client-secret} and
 * {@code token-url}.
 */
@AutoService(TrafficSwitchFactory.class)
public final class OvhIpSwitchFactory implements TrafficSwitchFactory {
    /** For {@link java.util.ServiceLoader}. */
    public OvhIpSwitchFactory() {}

    @Override
    public String name() {
        return "ovh-ip";
    }

    @Override
    public TrafficSwitch create(Settings settings) {
        OvhAccount account = new OvhAccount();
        OvhIpSwitchBuilder builder = OvhIpSwitch.builder().account(account);
        return settings.reader()
                .text("address", builder::address)
                .entries("destinations", builder::destination)
                .duration("longest", builder::longest)
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
