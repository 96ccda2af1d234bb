package dev.failover.examples.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML into {@link Node}s: keeps every value as it was written, notes where it stands, and accepts no key twice. */
final class YamlText {
    /** Anchors and aliases can make a small file huge. */
    private static final int MAX_NODES = 100_000;

    private final References references;
    private final Faults faults;
    private int nodes;

    YamlText(References references, Faults faults) {
        this.references = references;
        this.faults = faults;
    }

    /** The block that the text holds; empty if it can't be read as one, which is a fault. */
    Optional<Node.Block> read(String text) {
        Optional<org.snakeyaml.engine.v2.nodes.Node> root;
        try {
            // The parser's own messages quote the lines around a fault, which may hold a secret: only what it says is
            // kept.
            root = new Compose(LoadSettings.builder().build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            int column = e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(0);
            faults.addAt(
                    line,
                    "is not YAML: %s, at line %s, column %s%s"
                            .formatted(e.getProblem(), line, column, hint(text, line)));
            return Optional.empty();
        } catch (YamlEngineException e) {
            faults.addAt(0, "is not YAML: " + firstLine(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
        if (root.isEmpty()) {
            faults.addAt(0, "is empty");
            return Optional.empty();
        }
        if (root.get() instanceof MappingNode mapping) {
            return Optional.of(block(mapping, ""));
        }
        faults.addAt(1, "must be a block of settings, like state-directory: /var/lib/failover");
        return Optional.empty();
    }

    /** The mistake that references invite. */
    private static String hint(String text, int line) {
        boolean reference =
                text.lines().skip(Math.max(line - 1, 0)).findFirst().orElse("").matches(".*[^\"]\\$\\{.*");
        return reference ? "; within braces or brackets, a value with ${ needs quotes" : "";
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private Node convert(org.snakeyaml.engine.v2.nodes.Node node, String path) {
        if (++nodes > MAX_NODES) {
            if (nodes == MAX_NODES + 1) {
                faults.add(path, "has more than " + MAX_NODES + " values with its aliases written out");
            }
            return new Node.Empty();
        }
        if (!node.getTag().getValue().startsWith(Tag.PREFIX)) {
            faults.add(path, "has the tag " + node.getTag().getValue() + "; no tags are known here");
            return new Node.Empty();
        }
        if (node.isRecursive()) {
            faults.add(path, "contains itself");
            return new Node.Empty();
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL) && scalar.isPlain()
                    ? new Node.Empty()
                    : new Node.Scalar(references.replaceIn(scalar.getValue(), path));
        }
        if (node instanceof SequenceNode sequence) {
            return items(sequence, path);
        }
        return block((MappingNode) node, path);
    }

    private Node.Items items(SequenceNode sequence, String path) {
        List<Node> items = new ArrayList<>();
        for (org.snakeyaml.engine.v2.nodes.Node item : sequence.getValue()) {
            String itemPath = join(path, String.valueOf(items.size()));
            locate(itemPath, item);
            items.add(convert(item, itemPath));
        }
        return new Node.Items(items);
    }

    private Node.Block block(MappingNode mapping, String path) {
        Map<String, Node> entries = new LinkedHashMap<>();
        Map<String, Integer> firstLines = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                faults.add(path, "has a key that is not one word");
                continue;
            }
            String key = keyNode.getValue();
            String keyPath = join(path, key);
            int line = line(keyNode);
            Integer first = firstLines.putIfAbsent(key, line);
            if (first != null) {
                faults.add(keyPath, "is there twice, at line " + first + " and at line " + line);
            } else {
                locate(keyPath, keyNode);
                entries.put(key, convert(tuple.getValueNode(), keyPath));
            }
        }
        return new Node.Block(entries);
    }

    private void locate(String path, org.snakeyaml.engine.v2.nodes.Node node) {
        node.getStartMark().ifPresent(mark -> faults.locate(path, mark.getLine() + 1, mark.getColumn() + 1));
    }

    private static int line(org.snakeyaml.engine.v2.nodes.Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
