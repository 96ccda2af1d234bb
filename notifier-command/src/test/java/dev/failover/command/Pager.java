package dev.failover.command;

import dev.failover.component.Secret;
import dev.failover.notify.Notifier;
import dev.failover.testkit.NotifierContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program that takes notifications, or fails as it is told to: a shell script, and what it has written. */
final class Pager implements NotifierContract.Channel {
    private static final String SCRIPT = """
            #!/bin/sh
            cd "$(dirname "$0")" || exit 1
            mktemp attempt.XXXXXX >/dev/null
            test -f fault && . ./fault
            file=$(mktemp taking.XXXXXX)
            cat > "$file"
            mv "$file" "$(echo "$file" | sed s/taking/taken/)"
            """;

    final Path directory;
    final Path program;
    private final CommandInput input;

    Pager(Path directory, CommandInput input) throws IOException {
        this.directory = directory;
        this.input = input;
        program = directory.resolve("pager");
        Files.writeString(program, SCRIPT);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    /** Shell commands that it runs before it takes anything. */
    void fault(String commands) throws IOException {
        Files.writeString(directory.resolve("fault"), commands + "\n");
    }

    CommandNotifier.Builder builder() {
        return CommandNotifier.builder()
                .command(List.of(program.toString(), "--key", "s3cret-argument"))
                .environment("KEY", Secret.of("s3cret-variable"))
                .input(input);
    }

    @Override
    public Notifier notifier() {
        return builder().build();
    }

    @Override
    public List<String> accepted() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : files("taken.")) {
            String text = Files.readString(file);
            texts.add(input == CommandInput.JSON ? JsonTexts.of(text) : text);
        }
        return texts;
    }

    @Override
    public int attempts() throws IOException {
        return files("attempt.").size();
    }

    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted((a, b) -> modified(a).compareTo(modified(b)))
                    .toList();
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean inject(NotifierContract.Fault fault) throws IOException {
        switch (fault) {
            case FAIL -> fault("echo no route for $KEY >&2; exit 1");
            case THROTTLE -> fault("echo too many; exit 75");
            case REFUSE -> fault("echo wrong key \"$2\"; exit 77");
            case HANG -> fault("exec sleep 100");
            case VANISH -> {
                // A program that is not there is refused: trying again does not install it.
                return false;
            }
        }
        return true;
    }

    @Override
    public void heal() throws IOException {
        Files.delete(directory.resolve("fault"));
    }
}
