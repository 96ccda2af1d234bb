package dev.failover.agent.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Blocks of a configuration as they are written, with their references: it can be read so before there are keys, or though it is faulty. */
public final class WrittenBlocks {
    private static final String ANY = "*";

    private WrittenBlocks() {}

    /**
     * The settings with one value of each block at a path; none if the file is not there, or is no YAML.
     *
     * @param path the names on the way; {@code *} for each that is there
     */
    public static List<Map<String, String>> at(Path file, String... path) {
        Stream<Node> nodes = ConfigurationReader.unresolved(file, new Faults()).<Node>map(root -> root).stream();
        for (String name : path) {
            nodes = nodes.flatMap(node -> below(node, name));
        }
        return nodes.filter(Node.Block.class::isInstance)
                .map(node -> values((Node.Block) node))
                .toList();
    }

    private static Stream<Node> below(Node node, String name) {
        return node instanceof Node.Block block
                ? block.entries().entrySet().stream()
                        .filter(entry -> name.equals(ANY) || entry.getKey().equals(name))
                        .map(Map.Entry::getValue)
                : Stream.empty();
    }

    private static Map<String, String> values(Node.Block block) {
        Map<String, String> values = new LinkedHashMap<>();
        block.entries().forEach((key, node) -> {
            if (node instanceof Node.Scalar scalar) {
                values.put(key, scalar.text());
            }
        });
        return values;
    }
}
