package dev.failover.spring;

import dev.failover.Failover;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The health of a failover, where Boot 3.5 has a health page. By names, as the other generation has no such classes. */
@AutoConfiguration(after = FailoverAutoConfiguration.class)
@ConditionalOnClass(
        name = {
            "org.springframework.boot.actuate.health.HealthIndicator",
            "org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator"
        })
@ConditionalOnSingleCandidate(Failover.class)
@EnableConfigurationProperties(FailoverProperties.class)
class Boot3HealthAutoConfiguration {
    @Bean
    @ConditionalOnEnabledHealthIndicator("failover")
    @ConditionalOnMissingBean(name = "failoverHealthIndicator")
    HealthIndicator failoverHealthIndicator(Failover failover, FailoverProperties properties) {
        return new Boot3Health(failover, properties.health().outOfServiceOn());
    }
}
