package dev.failover.spring;

import dev.failover.Failover;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** The endpoint and the information, where there is an actuator: both generations of Boot have these in the same packages. */
@AutoConfiguration(after = FailoverAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnSingleCandidate(Failover.class)
class FailoverActuatorAutoConfiguration {
    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnMissingBean
    FailoverEndpoint failoverEndpoint(Failover failover) {
        return new FailoverEndpoint(failover);
    }

    @Bean
    @ConditionalOnEnabledInfoContributor("failover")
    @ConditionalOnMissingBean
    FailoverInfo failoverInfoContributor(Failover failover) {
        return new FailoverInfo(failover);
    }
}
