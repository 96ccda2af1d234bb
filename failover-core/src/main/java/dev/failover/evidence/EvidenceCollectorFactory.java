package dev.failover.evidence;

import dev.failover.component.ComponentFactory;
import dev.failover.component.ComponentFactory.Kind;

/** Makes collectors of one kind of evidence. */
@Kind(value = "evidence collector", modulePrefix = "evidence")
public interface EvidenceCollectorFactory extends ComponentFactory<EvidenceCollector> {}
