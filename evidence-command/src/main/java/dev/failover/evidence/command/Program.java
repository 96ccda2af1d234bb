package dev.failover.evidence.command;

import dev.failover.internal.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A program to be run at low priority, here or by ssh.
 *
 * @param ssh the destination; empty for this machine
 */
record Program(List<String> words, Optional<String> ssh, List<String> sshOptions) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+-]+");
    private static final int LONGEST_CONNECT = 10;

    /** The program that is started on this machine. */
    String local() {
        return ssh.isPresent() ? "ssh" : words.get(0);
    }

    /** For a sentence: {@code journalctl on web1}. */
    String shortName() {
        String name = String.valueOf(Path.of(words.get(0)).getFileName());
        return ssh.map(destination -> name + " on " + destination).orElse(name);
    }

    /** What a file with its output is called. */
    String itemName() {
        String name = String.valueOf(Path.of(words.get(0)).getFileName()).replaceAll("[^A-Za-z0-9._-]", "_");
        return name.substring(0, Math.min(name.length(), 40)).replaceFirst("^[^A-Za-z0-9]+", "x");
    }

    /** Its words, as a human would type them. */
    String source() {
        String line = line();
        return ssh.map(destination -> "ssh " + destination + " " + line).orElse(line);
    }

    /**
     * What is run on this machine.
     *
     * @param timeout within which it ends; a machine elsewhere is told, as it may not notice that nobody listens any more
     */
    List<String> arguments(Duration timeout) {
        if (ssh.isEmpty()) {
            List<String> all = new ArrayList<>();
            if (Command.isThere("nice")) {
                all.addAll(List.of("nice", "-n", "19"));
            }
            if (Command.isThere("ionice")) {
                all.addAll(List.of("ionice", "-c", "3"));
            }
            all.addAll(words);
            return all;
        }
        long seconds = Math.max(1, timeout.toSeconds());
        return toHost("""
                set --; command -v timeout >/dev/null && set -- "$@" timeout -k 2 %s; \
                command -v nice >/dev/null && set -- "$@" nice -n 19; \
                command -v ionice >/dev/null && set -- "$@" ionice -c 3; \
                exec "$@" %s""".formatted(seconds, line()), seconds);
    }

    /** A command that does nothing there. */
    List<String> login(Duration timeout) {
        return toHost("true", Math.max(1, timeout.toSeconds()));
    }

    private List<String> toHost(String command, long seconds) {
        List<String> all = new ArrayList<>(List.of(
                "ssh",
                "-o",
                "BatchMode=yes",
                "-o",
                "ConnectTimeout=" + Math.min(LONGEST_CONNECT, seconds),
                "-o",
                "ServerAliveInterval=5",
                "-o",
                "ServerAliveCountMax=2"));
        all.addAll(sshOptions);
        all.add("--");
        all.add(ssh.orElseThrow());
        all.add(command);
        return all;
    }

    /** For a POSIX shell, which takes each word for what it is. */
    private String line() {
        List<String> quoted = new ArrayList<>();
        for (String word : words) {
            quoted.add(PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return String.join(" ", quoted);
    }
}
