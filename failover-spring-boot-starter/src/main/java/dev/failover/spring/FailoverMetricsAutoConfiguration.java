package dev.failover.spring;

import dev.failover.Failover;
import dev.failover.micrometer.FailoverMetrics;
import dev.failover.time.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The metrics of a failover, where there are a registry and the module for them. Boot itself binds them to its registries; as a bean, they
 * are told of what happens like every other listener. They must be there before the failover is composed.
 */
@AutoConfiguration(
        before = FailoverAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass({FailoverMetrics.class, MeterRegistry.class})
@ConditionalOnBean(MeterRegistry.class)
class FailoverMetricsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    FailoverMetrics failoverMetrics() {
        return new FailoverMetrics(TimeSource.system());
    }

    @Bean
    SmartInitializingSingleton failoverMetricsWatching(FailoverMetrics metrics, ObjectProvider<Failover> failover) {
        return () -> failover.ifUnique(metrics::watch);
    }
}
