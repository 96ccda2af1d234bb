package dev.failover.dns;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentFactory.Kind;

/** Makes providers for one DNS vendor. */
@Kind(value = "DNS provider", modulePrefix = "provider")
public interface DnsProviderFactory extends ComponentFactory<DnsProvider> {}
