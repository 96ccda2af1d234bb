package dev.failover.dns;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentKind;

/** Makes providers for one DNS vendor. */
@ComponentKind(value = "DNS provider", modulePrefix = "provider")
public interface DnsProviderFactory extends ComponentFactory<DnsProvider> {}
