package dev.failover.sync;

import dev.failover.component.ComponentException;
import dev.failover.internal.process.LocalCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Knows which commands are due: those whose files differ from when they last ran well. The target remembers that, so that
 * neither a restart here nor a failed command loses one. Not thread-safe: used by one run after another.
 */
final class AfterSyncRuns {
    private static final String NOTE = "after-sync";

    private final List<AfterSync> commands;
    private final FileSync target;
    private final List<Map<Path, String>> sent = new ArrayList<>();
    private Optional<Map<String, String>> done = Optional.empty();

    AfterSyncRuns(List<AfterSync> commands, FileSync target) {
        this.commands = List.copyOf(commands);
        this.target = target;
        commands.forEach(command -> sent.add(new TreeMap<>()));
    }

    List<Exclusions> patterns() {
        return commands.stream().map(AfterSync::files).toList();
    }

    /** Everything was sent, as it was when this scan was made. */
    void sentAll(SourceScan scan) {
        for (int i = 0; i < commands.size(); i++) {
            sent.set(i, new TreeMap<>(scan.stamps().get(i)));
        }
    }

    /** What a run over these paths will send, to be handed to {@link #sentSome} after it. */
    Map<Path, SourceScan> look(Path root, Exclusions exclusions, Set<Path> paths) throws InterruptedException {
        Map<Path, SourceScan> scans = new LinkedHashMap<>();
        if (commands.isEmpty()) {
            return scans;
        }
        for (Path path : paths) {
            boolean relevant = Files.isDirectory(root.resolve(path), LinkOption.NOFOLLOW_LINKS)
                    || commands.stream().anyMatch(command -> command.files().exclude(path, false));
            if (relevant || sent.stream().anyMatch(stamps -> isAnyBelow(stamps, path))) {
                scans.put(path, SourceScan.of(root, path, exclusions, patterns()));
            }
        }
        return scans;
    }

    private static boolean isAnyBelow(Map<Path, String> stamps, Path path) {
        return stamps.keySet().stream().anyMatch(stamped -> stamped.startsWith(path));
    }

    void sentSome(Map<Path, SourceScan> scans) {
        scans.forEach((path, scan) -> {
            for (int i = 0; i < commands.size(); i++) {
                sent.get(i).keySet().removeIf(stamped -> stamped.startsWith(path));
                sent.get(i).putAll(scan.stamps().get(i));
            }
        });
    }

    /**
     * Runs what is due.
     *
     * @return why commands failed, one sentence each; they stay due
     */
    List<String> run() throws InterruptedException {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            AfterSync command = commands.get(i);
            String state = digest(sent.get(i).toString());
            if (sent.get(i).isEmpty() || state.equals(done().get(id(command)))) {
                continue;
            }
            try {
                execute(command);
                remember(command, state);
            } catch (ComponentException e) {
                failures.add("after the sync, %s failed, and will be tried again: %s"
                        .formatted(command.command().get(0), e.getMessage()));
            }
        }
        return failures;
    }

    private void execute(AfterSync command) throws InterruptedException {
        switch (command.where()) {
            case TARGET -> target.execute(command.command(), command.timeout());
            case LOCAL -> LocalCommand.run(command.command(), command.timeout());
        }
    }

    private Map<String, String> done() throws InterruptedException {
        if (done.isEmpty()) {
            done = Optional.of(target.readNote(NOTE, NoteRules.TIMEOUT)
                    .map(AfterSyncRuns::parse)
                    .orElseGet(LinkedHashMap::new));
        }
        return done.get();
    }

    /** A note that can't be read only makes a command run once too often. */
    private static Map<String, String> parse(String text) {
        try {
            return new LinkedHashMap<>(NoteText.read(NOTE, text));
        } catch (IllegalArgumentException e) {
            return new LinkedHashMap<>();
        }
    }

    private void remember(AfterSync command, String state) throws InterruptedException {
        Map<String, String> now = new LinkedHashMap<>(done());
        now.put(id(command), state);
        done = Optional.of(now);
        target.writeNote(NOTE, NoteText.write(NOTE, now), NoteRules.TIMEOUT);
    }

    private static String id(AfterSync command) {
        return digest(command.where() + " " + command.files() + " " + command.command());
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
