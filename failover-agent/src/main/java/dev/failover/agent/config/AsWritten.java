package dev.failover.agent.config;

import java.util.Map;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/** YAML in which each value is the text that stands there, or nothing: what it says is for whoever reads it to judge. */
final class AsWritten implements Schema {
    @Override
    public ScalarResolver getScalarResolver() {
        return (value, plain) -> plain && (value.isEmpty() || value.equals("null")) ? Tag.NULL : Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return Map.of();
    }
}
