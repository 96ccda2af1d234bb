package dev.failover.spring;

import dev.failover.Failover;
import dev.failover.ServiceStatus;
import dev.failover.decision.SiteFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Where each service is, for who asks what this application is: no address, no vendor, and nothing that went wrong. */
final class FailoverInfo implements InfoContributor {
    private final Failover failover;

    FailoverInfo(Failover failover) {
        this.failover = failover;
    }

    @Override
    public void contribute(Info.Builder builder) {
        Map<String, Object> services = new LinkedHashMap<>();
        for (ServiceStatus status : failover.status()) {
            Map<String, Object> service = new LinkedHashMap<>();
            service.put("sites", status.sites().stream().map(SiteFacts::site).toList());
            status.state().assignment().ifPresent(assignment -> {
                service.put("site", assignment.site());
                service.put("epoch", assignment.epoch());
            });
            services.put(status.service(), service);
        }
        Map<String, Object> info = new LinkedHashMap<>();
        String version = Failover.class.getPackage().getImplementationVersion();
        if (version != null) {
            info.put("version", version);
        }
        info.put("services", services);
        builder.withDetail("failover", info);
    }
}
