package dev.failover.agent.config;

import dev.failover.component.Settings;
import dev.failover.component.SettingsReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Takes one block of the configuration apart. What stands in it is either structure, which is taken here, or goes on to the
 * library as {@link Settings}, whose readers and builders validate it. Not thread-safe; for one use.
 */
final class BlockReader {
    private final Node.Block block;
    private final String path;
    private final Faults faults;
    private final Set<String> known = new LinkedHashSet<>();

    BlockReader(Node.Block block, String path, Faults faults) {
        this.block = block;
        this.path = path;
        this.faults = faults;
    }

    /** A reader of what should be a block; of an empty one, if it is something else, which is a fault. */
    static BlockReader of(Node node, String path, Faults faults) {
        if (node instanceof Node.Block block) {
            return new BlockReader(block, path, faults);
        }
        faults.add(path, "must be a block of settings, but is " + node.kind());
        return new BlockReader(new Node.Block(Map.of()), path, faults);
    }

    String path() {
        return path;
    }

    String pathOf(String key) {
        return YamlText.join(path, key);
    }

    /** The value of a key; empty if it is not there. One that is there without a value is a fault, and not there. */
    Optional<Node> take(String key) {
        known.add(key);
        Node node = block.entries().get(key);
        if (node instanceof Node.Empty) {
            reportEmpty(pathOf(key));
            return Optional.empty();
        }
        return Optional.ofNullable(node);
    }

    /** The one value of a key; empty if it is not there, or is not one value, which is a fault. */
    Optional<String> text(String key) {
        return take(key).flatMap(node -> {
            if (node instanceof Node.Scalar scalar) {
                return Optional.of(scalar.text());
            }
            faults.add(pathOf(key), "must be one value, but is " + node.kind());
            return Optional.empty();
        });
    }

    /** Whether a key is there, without taking it. */
    boolean has(String key) {
        return block.entries().containsKey(key);
    }

    /** The one value of a key, without taking it; empty if there is none. */
    Optional<String> peek(String key) {
        return block.entries().get(key) instanceof Node.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
    }

    /** The one value of a key that must be there; empty if it is not, which is a fault. */
    Optional<String> requiredText(String key, String question) {
        if (!block.entries().containsKey(key)) {
            faults.add(pathOf(key), "is missing: " + question);
        }
        return text(key);
    }

    /** Hands on each entry of the block below a key, in the order written. */
    void eachNamed(String key, BiConsumer<String, BlockReader> action) {
        take(key).ifPresent(node -> {
            if (node instanceof Node.Block below) {
                below.entries().forEach((name, entry) -> {
                    String entryPath = YamlText.join(pathOf(key), name);
                    action.accept(name, of(entry, entryPath, faults));
                });
            } else {
                faults.add(pathOf(key), "must be a block of names and what they stand for, but is " + node.kind());
            }
        });
    }

    /** The names of the entries of the block below a key. */
    Collection<String> names(String key) {
        return block.entries().get(key) instanceof Node.Block below
                ? below.entries().keySet()
                : List.of();
    }

    /** Each block of the list below a key, in the order written. */
    List<BlockReader> eachListed(String key) {
        List<BlockReader> readers = new ArrayList<>();
        take(key).ifPresent(node -> {
            if (node instanceof Node.Items items) {
                for (int i = 0; i < items.nodes().size(); i++) {
                    readers.add(of(items.nodes().get(i), YamlText.join(pathOf(key), String.valueOf(i)), faults));
                }
            } else {
                faults.add(pathOf(key), "must be a list of blocks, but is " + node.kind());
            }
        });
        return readers;
    }

    /** These settings alone, for the library to read; keys that are missing stay missing. */
    Settings settings(String... keys) {
        Map<String, String> flat = new LinkedHashMap<>();
        for (String key : keys) {
            take(key).ifPresent(node -> flatten(key, node, flat));
        }
        return Settings.of(path, flat);
    }

    /** All that was not taken yet, for the library to read and to say which of it is unknown. */
    Settings rest() {
        Set<String> taken = Set.copyOf(known);
        List<String> others = new ArrayList<>();
        for (String key : block.entries().keySet()) {
            if (!taken.contains(key)) {
                others.add(key);
            }
        }
        return settings(others.toArray(String[]::new)).beside(taken);
    }

    /** All settings, taken or not, for the library to read and to say which of them are unknown. */
    Settings all() {
        return settings(block.entries().keySet().toArray(String[]::new));
    }

    private void flatten(String key, Node node, Map<String, String> flat) {
        if (node instanceof Node.Scalar scalar) {
            flat.put(key, scalar.text());
        } else if (node instanceof Node.Items items) {
            for (int i = 0; i < items.nodes().size(); i++) {
                flatten(key + "." + i, items.nodes().get(i), flat);
            }
        } else if (node instanceof Node.Block below) {
            below.entries().forEach((name, entry) -> flatten(key + "." + name, entry, flat));
        } else {
            reportEmpty(pathOf(key));
        }
    }

    /** What could not be read is empty too, and told already. */
    private void reportEmpty(String emptyPath) {
        if (!faults.concern(emptyPath)) {
            faults.add(emptyPath, "is empty");
        }
    }

    /** Makes a fault of every key that is but a slip away from one of these: it is what is missing. */
    void reportSlips(Collection<String> missing) {
        for (String key : block.entries().keySet()) {
            if (!known.contains(key) && SettingsReader.closestName(key, missing).isPresent()) {
                faults.add(pathOf(key), "unknown key; known are " + SettingsReader.knownNames(key, missing));
            }
        }
    }

    /** Makes a fault of every key that nobody asked for. */
    void finish() {
        for (String key : block.entries().keySet()) {
            if (!known.contains(key)) {
                faults.add(pathOf(key), "unknown key; known are " + SettingsReader.knownNames(key, known));
            }
        }
    }
}
