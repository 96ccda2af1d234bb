package dev.failover.sftp;

import dev.failover.component.RejectedException;
import dev.failover.sync.FileSync.Stretch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has the target's host hash files, where the account has a shell with {@code sha256sum}: then their content need not cross the line. What
 * it does not tell is left to be read back. For one login; not thread-safe.
 */
final class RemoteHashes {
    private static final String PROGRAM = "sha256sum";
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");
    /** Of the one argument that the account's shell is given, Linux takes 128 KiB (MAX_ARG_STRLEN). */
    private static final int LONGEST_LINE = 60_000;

    private boolean unable;

    /**
     * The SHA-256 of files, as hexadecimal digits, by their path; of as many as could be told.
     *
     * @param paths raw, relative to the target
     * @param stretch of each of them
     */
    Map<String, String> of(RunContext run, List<String> paths, Stretch stretch)
            throws IOException, InterruptedException {
        Map<String, String> hashes = new HashMap<>();
        List<String> line = new ArrayList<>();
        int length = 0;
        for (String path : paths) {
            String absolute = run.target().absolute(path);
            if (isPlain(absolute)) {
                if (length + absolute.length() > LONGEST_LINE || !stretch.equals(Stretch.ALL) && !line.isEmpty()) {
                    hash(run, line, stretch, hashes);
                    line.clear();
                    length = 0;
                }
                line.add(path);
                length += Command.quote(List.of(absolute)).length() + 1;
            }
        }
        if (!line.isEmpty()) {
            hash(run, line, stretch, hashes);
        }
        return hashes;
    }

    /** Others might reach the shell as something else, or come back escaped. */
    private static boolean isPlain(String path) {
        return path.chars().allMatch(c -> c >= ' ' && c < 127 && c != '\\');
    }

    private void hash(RunContext run, List<String> paths, Stretch stretch, Map<String, String> hashes)
            throws IOException, InterruptedException {
        if (unable) {
            return;
        }
        Map<String, String> byName = new HashMap<>();
        paths.forEach(path -> byName.put(run.target().absolute(path), path));
        // An account that is confined to SFTP says nothing, and one with a shell says this first.
        String proof = UUID.randomUUID().toString();
        Said said = new Said((LONGEST_LINE + paths.size() * 80) * 2);
        try {
            Command.carryOut(
                    run.connection(),
                    List.of(PROGRAM),
                    "echo " + proof + "; " + line(List.copyOf(byName.keySet()), stretch),
                    said,
                    OutputStream.nullOutputStream(),
                    run.deadline());
        } catch (RejectedException e) {
            unable = true;
            return;
        }
        List<String> lines = said.text().lines().toList();
        unable = lines.size() < 2 || !lines.get(0).equals(proof);
        for (String each : unable ? List.<String>of() : lines) {
            Matcher hash = LINE.matcher(each);
            if (hash.matches()) {
                String path = stretch.equals(Stretch.ALL) ? byName.get(hash.group(2)) : paths.get(0);
                if (path != null) {
                    hashes.put(path, hash.group(1));
                }
            }
        }
    }

    private static String line(List<String> files, Stretch stretch) {
        if (stretch.equals(Stretch.ALL)) {
            return PROGRAM + " -- " + Command.quote(files);
        }
        return "tail -c +%s -- %s | head -c %s | %s"
                .formatted(stretch.from() + 1, Command.quote(files), stretch.length(), PROGRAM);
    }

    /** The beginning of what was said. */
    private static final class Said extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int most;

        Said(int most) {
            this.most = most;
        }

        @Override
        public synchronized void write(int value) {
            if (bytes.size() < most) {
                bytes.write(value);
            }
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
