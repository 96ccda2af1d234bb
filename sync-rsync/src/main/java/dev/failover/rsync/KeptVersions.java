package dev.failover.rsync;

import dev.failover.component.ComponentException;
import dev.failover.sync.FileSync;
import dev.failover.sync.Versions;
import dev.failover.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs replaced or deleted: a directory for each run, named for its start, on the target. Not thread-safe. */
final class KeptVersions {
    private static final Logger log = LoggerFactory.getLogger(KeptVersions.class);

    static final String DIRECTORY = FileSync.RESERVED + "/versions";

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern LISTED = Pattern.compile("d.* (\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z)");

    private final Rsync rsync;
    /** Of runs that kept nothing: rsync makes none for these, but rrsync does. */
    private final SortedSet<String> empty = new TreeSet<>();

    KeptVersions(Rsync rsync) {
        this.rsync = rsync;
    }

    static String name(Instant began) {
        return NAME.format(began);
    }

    /** Tells that a run kept nothing, so that its directory, if there is one, is no version. */
    void isEmpty(Instant began) {
        empty.add(name(began));
    }

    /** Deletes what is too old, or too many. A failure is logged: the run itself has succeeded, and the next one prunes again. */
    void prune(Versions versions, Instant now, Deadline deadline) throws InterruptedException {
        try {
            SortedSet<String> names = list(deadline);
            SortedSet<String> useless = new TreeSet<>(empty);
            useless.retainAll(names);
            names.removeAll(empty);
            List<String> surplus = surplus(names, versions, now);
            surplus.addAll(useless);
            if (!surplus.isEmpty()) {
                delete(surplus, deadline);
            }
            empty.clear();
        } catch (ComponentException e) {
            log.warn("Old versions at {} were not deleted: {}", rsync.destination(), e.getMessage());
        }
    }

    /** Which of these are to go. */
    static List<String> surplus(SortedSet<String> names, Versions versions, Instant now) {
        String oldest = name(now.minus(versions.age()));
        List<String> surplus = new ArrayList<>();
        int left = names.size();
        for (String name : names) {
            if (left > versions.count() || name.compareTo(oldest) < 0) {
                surplus.add(name);
            }
            left--;
        }
        return surplus;
    }

    private SortedSet<String> list(Deadline deadline) throws InterruptedException {
        SortedSet<String> names = new TreeSet<>();
        List<String> arguments = new ArrayList<>(List.of("--list-only", "--dirs"));
        arguments.addAll(rsync.options().general());
        arguments.add(rsync.destination().argument("/" + DIRECTORY + "/"));
        Command.Ended ended = rsync.run(arguments, deadline, line -> {
            Matcher matcher = LISTED.matcher(line);
            if (matcher.matches()) {
                names.add(matcher.group(1));
            }
        });
        if (ended.status() != 0 && !Absence.isSaidIn(ended.errors())) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
        return names;
    }

    /** By mirroring, from an empty directory, that they are gone: it works for an account that can't run {@code rm}. */
    private void delete(List<String> names, Deadline deadline) throws InterruptedException {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        names.forEach(name -> {
            list.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
            list.write(0);
        });
        List<String> arguments = new ArrayList<>(List.of("--recursive", "--force", "--from0", "--delete-missing-args"));
        arguments.addAll(rsync.options().general());
        arguments.add("--files-from=" + rsync.directory().write("versions", list.toByteArray()));
        arguments.add(rsync.directory().empty("nothing") + "/");
        arguments.add(rsync.destination().argument("/" + DIRECTORY + "/"));
        Command.Ended ended = rsync.run(arguments, deadline, line -> {});
        if (ended.status() != 0) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
    }
}
