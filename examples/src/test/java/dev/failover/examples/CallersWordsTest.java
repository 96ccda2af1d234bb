package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An application that embeds the library has neither the agent's command line nor its file; the agent adds those by itself. */
@DisplayName("A sentence of the library")
class CallersWordsTest {
    private static final List<String> LIBRARY = List.of(
            "failover-core",
            "provider-ovh",
            "provider-rfc2136",
            "provider-route53",
            "provider-cloudflare",
            "provider-hetzner",
            "provider-desec",
            "provider-gandi",
            "provider-digitalocean",
            "provider-dyndns2",
            "provider-google",
            "provider-webhook",
            "sync-rsync",
            "sync-sftp",
            "backup-restic",
            "evidence-command",
            "evidence-ovh",
            "switch-command",
            "switch-ovh-ip",
            "notifier-ifttt",
            "notifier-webhook",
            "notifier-command",
            "notifier-mail",
            "coordinator-postgresql",
            "coordinator-etcd",
            "coordinator-s3",
            "failover-micrometer");

    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");
    private static final Pattern KEY = Pattern.compile("[a-z]+(-[a-z0-9]+)+");
    private static final Pattern COMMAND = Pattern.compile("`|\\brun: |\\bfailover [a-z]+ --");

    @Test
    @DisplayName("names no command, no option and no setting of the agent")
    void namesNothingOfTheAgent() throws IOException {
        Set<String> words = new TreeSet<>(agentsWords("command", OPTION));
        assertThat(words).contains("--force", "--promote", "--config");
        words.addAll(agentsWords("config", KEY));
        // A component names its own settings, of which the agent knows which are no secrets.
        words.removeAll(componentsWords());
        assertThat(words).contains("allow-private", "max-delete", "state-directory");
        Pattern word = Pattern.compile(
                words.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?<![a-z-])(", ")(?![a-z-])")));

        List<String> found = new ArrayList<>();
        int read = 0;
        for (String module : LIBRARY) {
            for (Path file : Sources.main(module)) {
                for (String text : Sources.texts(file)) {
                    boolean isSentence = text.contains(" ") && !text.startsWith("--");
                    read += isSentence ? 1 : 0;
                    if (isSentence
                            && Stream.of(word, COMMAND)
                                    .anyMatch(foreign -> foreign.matcher(text).find())) {
                        found.add(file.getFileName() + ": " + text);
                    }
                }
            }
        }
        assertThat(read).isGreaterThan(500);
        assertThat(found)
                .as("say what is wrong and what must be done; CommandAdvice of the agent says by which command")
                .isEmpty();
    }

    /** The keys that the factories of components read. */
    private static Set<String> componentsWords() throws IOException {
        Set<String> words = new TreeSet<>();
        for (String module : LIBRARY) {
            for (Path file : Sources.main(module)) {
                if (file.toString().endsWith("Factory.java")) {
                    Sources.texts(file).stream()
                            .filter(text -> KEY.matcher(text).matches())
                            .forEach(words::add);
                }
            }
        }
        return words;
    }

    /** Texts that are one such word in a package of the agent. */
    private static Set<String> agentsWords(String room, Pattern word) throws IOException {
        Set<String> words = new TreeSet<>();
        for (Path file : Sources.main("failover-agent")) {
            if (file.getParent().endsWith(room)) {
                Sources.texts(file).stream()
                        .filter(text -> word.matcher(text).matches())
                        .forEach(words::add);
            }
        }
        return words;
    }
}
