package dev.failover.internal.process;

import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program with its arguments, to be run to its end: the one way in which the library runs programs. It reads nothing unless it is
 * given something, what it says is bounded, and whatever it started is ended with it. Immutable.
 */
public final class Command {
    private static final int KEPT = 16 * 1024;
    /** Of its end it is told at once; of what it says by then. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private static final Duration LAST_LINES = Duration.ofSeconds(5);
    private static final File NOTHING = new File("/dev/null");
    /** Where it is, who it is, and how it is to speak. */
    private static final Set<String> PLAIN =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "XDG_RUNTIME_DIR");

    private static final Pattern PATHS = Pattern.compile(File.pathSeparator);
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final List<String> words;
    private final Consumer<Map<String, String>> environment;
    private final boolean oneStream;
    private final Optional<String> input;
    private final Optional<File> output;
    private final boolean heardOut;

    private Command(
            List<String> words,
            Consumer<Map<String, String>> environment,
            boolean oneStream,
            Optional<String> input,
            Optional<File> output,
            boolean heardOut) {
        this.words = List.copyOf(words);
        this.environment = environment;
        this.oneStream = oneStream;
        this.input = input;
        this.output = output;
        this.heardOut = heardOut;
    }

    /** @param words the program, and its arguments as they are */
    public static Command of(List<String> words) {
        return new Command(words, inherited -> {}, false, Optional.empty(), Optional.empty(), false);
    }

    /**
     * Checks what a user wrote as a command.
     *
     * @param example of such a command, for whoever wrote all of it in one word
     * @throws IllegalArgumentException if it is empty, or a word can't be one
     */
    public static void checkWords(List<String> words, String example) {
        if (words.isEmpty() || words.get(0).isBlank()) {
            throw new IllegalArgumentException("must be a program and its arguments");
        }
        if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("must not hold a NUL character");
        }
        if (words.size() == 1 && words.get(0).contains(" ")) {
            throw new IllegalArgumentException(
                    "must be a list of the program and its arguments, like %s, as no shell takes it apart"
                            .formatted(example));
        }
    }

    /**
     * Whether there is such a program, and this user may run it.
     *
     * @param program by its path, or by its name in {@code PATH}
     */
    public static boolean isThere(String program) {
        String searched = program.contains("/") ? "" : String.valueOf(System.getenv("PATH"));
        return PATHS.splitAsStream(searched)
                .map(directory -> Path.of(directory, program))
                .anyMatch(file -> Files.isExecutable(file) && !Files.isDirectory(file));
    }

    /**
     * Checks what a user wrote as the name of an environment's variable.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static void checkVariable(String name) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new IllegalArgumentException("is no name of a variable: letters, digits and underscores");
        }
    }

    /** The same with another environment than this process has. */
    public Command withEnvironment(Consumer<Map<String, String>> change) {
        return new Command(words, environment.andThen(change), oneStream, input, output, heardOut);
    }

    /**
     * The same with nothing of this process's environment but what says where and who it is: among the rest there may be keys, which
     * are no affair of a program that somebody else wrote.
     *
     * @param given what it sees in addition
     */
    public Command withPlainEnvironment(Map<String, String> given) {
        return withEnvironment(inherited -> {
            inherited.keySet().retainAll(PLAIN);
            inherited.putAll(given);
        });
    }

    /** The same with what is said on the error stream among the lines, in the order in which it was said. */
    public Command inOneStream() {
        return new Command(words, environment, true, input, output, heardOut);
    }

    /** The same with something to read, in UTF-8; whether it does is its own affair. */
    public Command reading(String text) {
        return new Command(words, environment, oneStream, Optional.of(text), output, heardOut);
    }

    /** The same with its output in a file, byte by byte; no line of it is told then. */
    public Command into(Path file) {
        return new Command(words, environment, oneStream, input, Optional.of(file.toFile()), heardOut);
    }

    /**
     * The same for a program whose output is decided by: if not all of it could be heard in time, that is as if it had not ended. It is for
     * one that leaves nothing in the background, which would keep its output open.
     */
    public Command heardOut() {
        return new Command(words, environment, oneStream, input, output, true);
    }

    /**
     * How it ended.
     *
     * @param errors what it said on its error stream: all, or the first and the last of it
     */
    public record Ended(int status, String errors) {}

    /**
     * Runs it. Whatever it started is ended with it, if it is interrupted, out of time, or says too much on its error stream.
     *
     * @param children where it is known as long as it runs
     * @param lines told each line of its output, from another thread; one that is overwritten on a terminal is a line, too, and a
     *     very long one is several
     * @throws RejectedException if there is no such program
     * @throws UnavailableException if it did not end in time, or said too much
     */
    public Ended run(Children children, Deadline deadline, Consumer<String> lines) throws InterruptedException {
        return runFor(children, deadline, output -> readLines(output, lines));
    }

    /** Told what a program says, as it says it. */
    public interface Pieces {
        /** A piece: the first {@code length} bytes from {@code offset} on. What it throws ends the program. */
        void add(byte[] bytes, int offset, int length);
    }

    /**
     * The same for output that need not be text.
     *
     * @param pieces told all of its output, from another thread; what it throws ends the program, and is thrown on
     */
    public Ended runForBytes(Children children, Deadline deadline, Pieces pieces) throws InterruptedException {
        return runFor(children, deadline, output -> readPieces(output, pieces));
    }

    private Ended runFor(Children children, Deadline deadline, Consumer<InputStream> reader)
            throws InterruptedException {
        deadline.remaining();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before " + words.get(0) + " was started");
        }
        Process process = start(children);
        ErrorStream errors = new ErrorStream(process.getErrorStream());
        try {
            return new Ended(await(process, errors, deadline, reader), errors.toString());
        } finally {
            children.ended(process);
            close(process);
        }
    }

    private Process start(Children children) {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(oneStream);
        if (input.isEmpty()) {
            builder.redirectInput(NOTHING);
        }
        output.ifPresent(builder::redirectOutput);
        environment.accept(builder.environment());
        try {
            Process process = children.start(builder);
            input.ifPresent(text -> daemon("input of ", () -> write(process.getOutputStream(), text)));
            return process;
        } catch (IOException e) {
            throw new RejectedException(
                    "The program " + words.get(0) + " can't be run; install it, or set the path it has: "
                            + e.getMessage(),
                    e);
        }
    }

    private int await(Process process, ErrorStream errors, Deadline deadline, Consumer<InputStream> reading)
            throws InterruptedException {
        AtomicReference<@Nullable RuntimeException> unheard = new AtomicReference<>();
        Thread reader = daemon("output of ", () -> {
            try {
                reading.accept(process.getInputStream());
            } catch (RuntimeException e) {
                unheard.set(e);
            }
        });
        boolean ended = false;
        try {
            while (!ended) {
                requireHeard(unheard);
                Duration left = deadline.left();
                Duration wait = left.compareTo(BETWEEN_LOOKS) < 0 ? left : BETWEEN_LOOKS;
                ended = process.waitFor(wait.toNanos(), TimeUnit.NANOSECONDS);
                errors.read();
                if (!ended && errors.isTooMuch()) {
                    throw new UnavailableException(words.get(0)
                            + " was ended, as it said more on its error stream than anybody would read: "
                            + Excerpt.of(errors.toString()));
                }
                if (!ended && deadline.left().isZero()) {
                    throw new UnavailableException(words.get(0) + " did not end within the time given, and was ended");
                }
            }
            // What it left in the background may keep the pipe open.
            reader.join(
                    Math.max(1, Math.min(LAST_LINES.toMillis(), deadline.left().toMillis())));
            requireHeard(unheard);
            if (heardOut && reader.isAlive()) {
                throw new UnavailableException(
                        words.get(0) + " ended, but what it said did not all come within the time given");
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UnavailableException(words.get(0) + " can't be heard: " + e, e);
        } finally {
            if (!ended) {
                ProcessTree.end(process.toHandle());
            }
        }
    }

    private static void requireHeard(AtomicReference<@Nullable RuntimeException> unheard) {
        RuntimeException failure = unheard.get();
        if (failure != null) {
            throw failure;
        }
    }

    private Thread daemon(String what, Runnable work) {
        Thread thread = new Thread(work, "failover: " + what + words.get(0));
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void write(OutputStream stream, String text) {
        try (stream) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It does not read all of it, or has ended; what it made of that, its status says.
        }
    }

    /** What is left in the background, and talks on, is told by that that nobody listens. */
    private static void close(Process process) {
        try {
            process.getErrorStream().close();
        } catch (IOException e) {
            // Nobody listens in any case.
        }
    }

    private static void readPieces(InputStream output, Pieces pieces) {
        byte[] buffer = new byte[8192];
        try (output) {
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                pieces.add(buffer, 0, n);
            }
        } catch (IOException e) {
            // It was ended, or will be.
        }
    }

    private static void readLines(InputStream output, Consumer<String> lines) {
        StringBuilder line = new StringBuilder();
        byte[] buffer = new byte[8192];
        try (output) {
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                for (char c : new String(buffer, 0, n, StandardCharsets.ISO_8859_1).toCharArray()) {
                    boolean ends = c == '\n' || c == '\r';
                    if (!ends) {
                        line.append(c);
                    }
                    if (line.length() > 0 && (ends || line.length() == KEPT)) {
                        lines.accept(line.toString());
                        line.setLength(0);
                    }
                }
            }
        } catch (IOException e) {
            // It was ended, or will be.
        }
        if (line.length() > 0) {
            lines.accept(line.toString());
        }
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
