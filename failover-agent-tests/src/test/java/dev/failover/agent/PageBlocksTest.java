package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.agent.Verbs.Result;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.agent.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

@DisplayName("What the pages have to be typed")
class PageBlocksTest {
    private static final Path DOCS = Path.of("../docs");

    /** All that the blocks leave to others: what they say goes over it. */
    private static final String REST = """
            state-directory: /var/lib/failover
            providers:
              rest: {type: rfc2136, zone: example.net, server: 192.0.2.53, tsig-name: k., tsig-secret: c2VjcmV0c2VjcmV0}
            notifiers:
              mail: {type: ifttt, event: e, key: k}
              phone: {type: ifttt, event: e, key: k}
            services:
              www:
                records: [{provider: rest, name: www, type: A}]
                sites: [{name: prod, address: 203.0.113.10}, {name: home, address: 198.51.100.7}]
                check: {type: tcp, port: 443}
            """;

    /** What the agent does not read, by the first word of the page, and why not. */
    private static final Map<String, String> NOT_READ = Map.of(
            "coordinator", "the store alone, without who votes: watchers.md has that, and is read",
            "install", "a compose file, which is for those who run containers",
            "spring",
                    "the properties of an application, which have the agent's words: AgentsWordsTest, of the starter");

    private static final Map<String, String> BLOCKS =
            Map.of("provider", "providers", "notifier", "notifiers", "sync", "syncs");

    /** What is not a verb of the agent, and which test runs it. */
    private static final Map<String, String> RUN_ELSEWHERE =
            Map.of("demo", "ArchiveIT and BundleIT, of failover-dist", "dist", "whoever builds failover-dist");

    private static final String SECRET = "c2VjcmV0c2VjcmV0";

    /** Of variables whose values have a form of their own. */
    private static final Map<String, String> VALUES =
            Map.of("SLACK_URL", "https://hooks.example.net/x", "ALARMS_KEY", "whsec_" + SECRET + SECRET);

    @TempDir
    Path directory;

    private static final String REMARK = "<!-- sh: (?:run by (\\w+)|not run: \\S.*) -->\n";

    /** Right above a block of commands, or in front of all sections for all of them: which test runs it, or why none does. */
    private static final Pattern ABOVE = Pattern.compile(REMARK + "\\z");

    private static final Pattern AT_THE_HEAD = Pattern.compile("\\A# .*\n\n" + REMARK);

    /** A block of a page, and what stands before it; shown by where it stands. */
    record Block(String page, String before, String text) {
        @Override
        public String toString() {
            return page + ": " + text.lines().findFirst().orElse("");
        }
    }

    private static Stream<Block> blocks(String language) throws IOException {
        Pattern fence = Pattern.compile("(?m)^```" + language + "\n((?s:.*?))^```$");
        List<Block> blocks = new ArrayList<>();
        try (Stream<Path> pages = Files.list(DOCS)) {
            for (Path page : Stream.concat(pages, Stream.of(Path.of("../README.md")))
                    .sorted()
                    .toList()) {
                if (page.toString().endsWith(".md")) {
                    String text = Files.readString(page);
                    fence.matcher(text)
                            .results()
                            .forEach(block -> blocks.add(new Block(
                                    String.valueOf(page.getFileName()),
                                    text.substring(0, block.start()),
                                    block.group(1))));
                }
            }
        }
        return blocks.stream();
    }

    static Stream<Block> configurations() throws IOException {
        return blocks("yaml");
    }

    @ParameterizedTest
    @MethodSource("configurations")
    @DisplayName("as configuration is read by the agent, or is said not to be")
    void configuration(Block block) throws Exception {
        Files.createDirectories(directory.resolve("keys"));
        Files.writeString(directory.resolve("ssh_config"), "Host backup\n  HostName 192.0.2.1\n");
        String text = block.text().replace("/etc/failover", directory.toString());
        for (String key : found("/keys/([a-z0-9-]+)}", text)) {
            Files.writeString(directory.resolve("keys").resolve(key), SECRET);
        }
        for (String key : found("/keys/([a-z0-9-]+\\.json)", text)) {
            Files.writeString(directory.resolve("keys").resolve(key), serviceAccountKey());
        }
        Map<String, String> environment = found("\\$\\{([A-Z_]+)}", text).stream()
                .distinct()
                .collect(Collectors.toMap(name -> name, name -> VALUES.getOrDefault(name, SECRET)));
        Load load = new Load(LoadSettings.builder().build());
        Object whole = over(load.loadFromString(REST), whole(block.page(), load.loadFromString(text)));
        Path file = Files.writeString(
                directory.resolve("failover.yaml"),
                new Dump(DumpSettings.builder().build()).dumpToString(whole));

        if (NOT_READ.containsKey(block.page().replaceFirst("[-.].*", ""))) {
            assertThatThrownBy(() -> ConfigurationReader.read(file, environment))
                    .as("it is read now: take it off the list")
                    .isInstanceOf(InvalidConfigurationException.class);
        } else {
            try (Configuration read = ConfigurationReader.read(file, environment)) {
                assertThat(read.services()).hasSize(1);
            }
        }
    }

    /** As Google hands it out. */
    private static String serviceAccountKey() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        String key = Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        return """
                {"type": "service_account", "project_id": "beerus-123456", "private_key_id": "0123",
                 "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
                 "client_email": "failover@beerus-123456.iam.gserviceaccount.com", "token_uri": "https://oauth2.googleapis.com/token"}
                """.formatted(key);
    }

    /** On the page of a component, settings alone are its own. */
    private static Object whole(String page, Object said) {
        String[] component = page.replaceFirst("\\.md$", "").split("-", 2);
        boolean alone = said instanceof Map<?, ?> block
                && BLOCKS.containsKey(component[0])
                && block.keySet().stream().noneMatch(key -> BLOCKS.containsValue(key) || key.equals("services"));
        if (!alone) {
            return said;
        }
        Map<Object, Object> settings = new LinkedHashMap<>(Map.of("type", component[1]));
        settings.putAll((Map<?, ?>) said);
        return Map.of(BLOCKS.get(component[0]), Map.of("one", settings));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** Blocks go into one another; a component, which has a type, and anything else takes the place of what was there. */
    private static Object over(Object rest, Object said) {
        if (!(rest instanceof Map<?, ?> below) || !(said instanceof Map<?, ?> above) || above.containsKey("type")) {
            return said;
        }
        Map<Object, Object> both = new LinkedHashMap<>(below);
        above.forEach((key, value) -> both.merge(key, value, PageBlocksTest::over));
        return both;
    }

    /** One by one, without what is said about them. */
    private static Stream<String> commandsOf(Block block) {
        return block.text()
                .replace("\\\n", " ")
                .lines()
                .flatMap(line -> Stream.of(line.replaceFirst(" +# .*", "").split("; |&& ")))
                .map(String::strip);
    }

    private static boolean isOurs(String command) {
        return command.matches("(sudo -u failover )?(\\./)?failover .*");
    }

    static Stream<String> commands() throws IOException {
        return blocks("sh").flatMap(PageBlocksTest::commandsOf).filter(PageBlocksTest::isOurs);
    }

    static Stream<Block> commandsOfOthers() throws IOException {
        return blocks("sh").filter(block -> !commandsOf(block).allMatch(PageBlocksTest::isOurs));
    }

    @ParameterizedTest
    @MethodSource("commandsOfOthers")
    @DisplayName("as commands of others is run by a test that reads the page, or says why not")
    void commandOfOthers(Block block) throws IOException {
        Matcher remark = Stream.of(ABOVE, AT_THE_HEAD)
                .map(place -> place.matcher(block.before()))
                .filter(Matcher::find)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        block + ": put <!-- sh: run by TEST --> or <!-- sh: not run: WHY --> above the block"));
        String test = remark.group(1);
        if (test != null) {
            assertThat(sourceOf(test)).as("%s, which runs it", test).contains("docs/" + block.page() + "\"");
        }
    }

    private static String sourceOf(String test) throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path sources :
                    modules.map(module -> module.resolve("src/test/java")).toList()) {
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> files = Files.walk(sources)) {
                        Optional<Path> found = files.filter(file -> file.endsWith(test + ".java"))
                                .findFirst();
                        if (found.isPresent()) {
                            return Files.readString(found.get());
                        }
                    }
                }
            }
        }
        throw new AssertionError("there is no test named " + test);
    }

    @ParameterizedTest
    @MethodSource("commands")
    @DisplayName("as a command of ours is one, with options that there are")
    void command(String command) {
        List<String> words = new ArrayList<>(Pattern.compile("\"([^\"]*)\"|[^\" ]+")
                .matcher(command.replaceFirst("^(sudo -u failover )?(\\./)?failover ", ""))
                .results()
                .map(word -> word.group(1) == null ? word.group() : word.group(1))
                .toList());
        if (RUN_ELSEWHERE.containsKey(words.get(0))) {
            return;
        }
        words.add("--help");

        Result result = Verbs.run(Map.of(), words.toArray(String[]::new));

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("Usage: failover " + words.get(0));
    }

    @Test
    @DisplayName("is found on the pages")
    void thereAreSome() throws IOException {
        assertThat(configurations()).hasSizeGreaterThan(8);
        assertThat(commands()).hasSizeGreaterThan(15);
        assertThat(commandsOfOthers()).hasSizeGreaterThan(8);
    }
}
