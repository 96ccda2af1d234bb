package dev.failover.agent.network;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What processes print into a file, line by line as it comes. */
final class Transcript {
    private final Path file;
    private final List<String> lines = new ArrayList<>();
    private long read;

    Transcript(Path file) {
        this.file = file;
    }

    ProcessBuilder.Redirect redirect() {
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /** All complete lines so far. */
    synchronized List<String> lines() {
        if (Files.exists(file)) {
            try (RandomAccessFile from = new RandomAccessFile(file.toFile(), "r")) {
                byte[] more = new byte[(int) (from.length() - read)];
                from.seek(read);
                from.readFully(more);
                int end = more.length;
                while (end > 0 && more[end - 1] != '\n') {
                    end--;
                }
                read += end;
                new String(more, 0, end, StandardCharsets.UTF_8).lines().forEach(lines::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(lines);
    }

    /** The lines after the first so many. */
    List<String> since(int mark) {
        List<String> all = lines();
        return all.subList(Math.min(mark, all.size()), all.size());
    }

    int mark() {
        return lines().size();
    }

    @Override
    public String toString() {
        return String.join("\n", lines());
    }
}
