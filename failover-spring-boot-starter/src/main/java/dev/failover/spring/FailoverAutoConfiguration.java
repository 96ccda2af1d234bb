package dev.failover.spring;

import dev.failover.Failover;
import dev.failover.FailoverListener;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** A failover of properties and beans, unless the application, or a context above, has one. */
@AutoConfiguration
@ConditionalOnProperty(prefix = FailoverProperties.PREFIX, name = "enabled", matchIfMissing = true)
@ConditionalOnMissingBean(Failover.class)
@EnableConfigurationProperties(FailoverProperties.class)
class FailoverAutoConfiguration {
    @Bean
    ComposedFailover composedFailover(
            FailoverProperties properties, ListableBeanFactory beans, ApplicationContext context) {
        ClassLoader loader = context.getClassLoader();
        return new FailoverComposer(
                        properties, new NamedBeans(beans), loader == null ? Failover.class.getClassLoader() : loader)
                .compose();
    }

    @Bean(destroyMethod = "")
    Failover failover(ComposedFailover composed) {
        return composed.failover();
    }

    @Bean
    FailoverLifecycle failoverLifecycle(ComposedFailover composed) {
        return new FailoverLifecycle(composed);
    }

    @Bean
    FailoverListener failoverContextEvents(ApplicationEventPublisher context) {
        return new ContextEvents(context);
    }
}
