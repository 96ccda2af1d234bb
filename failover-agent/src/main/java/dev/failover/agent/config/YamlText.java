package dev.failover.agent.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML into {@link Node}s: keeps every value as it was written, notes where it stands, and accepts no key twice. */
final class YamlText {
    /** A thousand services fit. Anchors and aliases can make a small file huge. */
    private static final int MAX_NODES = 60_000;
    /** In a message of the parser, like {@code '@'}. */
    private static final int LONGEST_HARMLESS = 3;
    /** All keys that are known anywhere look so, and slips in them: {@code group_wait}. */
    private static final Pattern PLAIN_WORD = Pattern.compile("[a-z]+([-_][a-z]+)*");

    private static final Set<String> NAMED = Set.of("providers", "notifiers", "services", "syncs", "replicas");

    private final BinaryOperator<String> references;
    private final Faults faults;
    /** Keys that look as all do: the same few again and again. */
    private final Set<String> plainWords = new HashSet<>();

    private int nodes;

    YamlText(References references, Faults faults) {
        this(references::replaceIn, faults);
    }

    /** @param references what a value and its path come to */
    YamlText(BinaryOperator<String> references, Faults faults) {
        this.references = references;
        this.faults = faults;
    }

    /** The block that the text holds; empty if it can't be read as one, which is a fault. */
    Optional<Node.Block> read(String text) {
        Optional<org.snakeyaml.engine.v2.nodes.Node> root;
        try {
            // The parser's own messages quote the lines around a fault, which may hold a secret: only what it says is
            // kept.
            LoadSettings settings = settings(text);
            Parser parser = new LimitedParser(new ParserImpl(settings, new StreamReader(settings, text)), MAX_NODES);
            root = new Composer(settings, parser).getSingleNode();
        } catch (LimitedParser.Exceeded e) {
            faults.addAt(e.line(), e.problem());
            return Optional.empty();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            int column = e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(0);
            faults.addAt(
                    line,
                    "is not YAML: %s, at line %s, column %s%s"
                            .formatted(withoutWordsOf(text, e.getProblem()), line, column, hint(text, line)));
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

    /** What a key at the top has for a value, if that is one word; nothing after it is looked at. */
    Optional<String> first(String text, String key) {
        int depth = 0;
        int atTop = 0;
        boolean found = false;
        try {
            for (Event event : new Parse(settings(text)).parseString(text)) {
                if (depth == 0 && event instanceof NodeEvent && !(event instanceof MappingStartEvent)) {
                    return Optional.empty();
                }
                if (depth == 1 && event instanceof NodeEvent) {
                    boolean isKey = atTop++ % 2 == 0;
                    boolean isPlain = event instanceof ScalarEvent scalar
                            && scalar.getTag().isEmpty();
                    if (found) {
                        return isPlain
                                ? Optional.of(references.apply(((ScalarEvent) event).getValue(), key))
                                : Optional.empty();
                    }
                    found = isKey && isPlain && ((ScalarEvent) event).getValue().equals(key);
                }
                if (event instanceof CollectionStartEvent) {
                    depth++;
                } else if (event instanceof CollectionEndEvent) {
                    depth--;
                }
            }
        } catch (YamlEngineException e) {
            // Whoever reads all of it says what is wrong.
        }
        return Optional.empty();
    }

    private static LoadSettings settings(String text) {
        return LoadSettings.builder()
                .setSchema(new AsWritten())
                .setCodePointLimit(text.length() + 1)
                .build();
    }

    /** A word of the file in the parser's message may be a secret. */
    private static String withoutWordsOf(String text, String problem) {
        return Arrays.stream(problem.split(" "))
                .map(word -> word.length() > LONGEST_HARMLESS
                                && !PLAIN_WORD.matcher(word).matches()
                                && text.contains(word)
                        ? "…"
                        : word)
                .collect(Collectors.joining(" "));
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
            faults.add(path, "begins with !, which makes it a tag, and no tags are known here; quote it");
            return new Node.Empty();
        }
        if (node.isRecursive()) {
            faults.add(path, "contains itself");
            return new Node.Empty();
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL) && scalar.isPlain()
                    ? new Node.Empty()
                    : new Node.Scalar(references.apply(scalar.getValue(), path));
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
            if (!isPlainWord(key) && !isNamed(path)) {
                // A secret that slipped into the place of a key.
                faults.mask(key, "(a key that is not shown)");
            }
            int line = line(keyNode);
            Integer first = firstLines.putIfAbsent(key, line);
            if (first != null) {
                faults.add(keyPath, "is duplicated, at line " + first + " and at line " + line);
            } else {
                locate(keyPath, keyNode);
                entries.put(key, convert(tuple.getValueNode(), keyPath));
            }
        }
        return new Node.Block(entries);
    }

    private boolean isPlainWord(String key) {
        return plainWords.contains(key) || PLAIN_WORD.matcher(key).matches() && plainWords.add(key);
    }

    /** Whether the user names what stands there. */
    private static boolean isNamed(String path) {
        return NAMED.contains(path) || path.endsWith(".header");
    }

    private void locate(String path, org.snakeyaml.engine.v2.nodes.Node node) {
        node.getStartMark().ifPresent(mark -> faults.locate(path, mark.getLine() + 1, mark.getColumn() + 1));
    }

    private static int line(org.snakeyaml.engine.v2.nodes.Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    /** Tells of each setting at or below a block: its path, and its value. */
    static void eachSetting(Node.Block root, BiConsumer<String, String> told) {
        eachSetting("", root, told);
    }

    private static void eachSetting(String path, Node node, BiConsumer<String, String> told) {
        if (node instanceof Node.Scalar scalar) {
            told.accept(path, scalar.text());
        } else if (node instanceof Node.Items items) {
            for (int i = 0; i < items.nodes().size(); i++) {
                eachSetting(join(path, String.valueOf(i)), items.nodes().get(i), told);
            }
        } else if (node instanceof Node.Block block) {
            block.entries().forEach((key, below) -> eachSetting(join(path, key), below, told));
        }
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
