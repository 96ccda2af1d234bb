package dev.failover.sftp;

import dev.failover.sync.FileSync.Stretch;
import dev.failover.sync.MirrorRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what files hold at both sides, by hashes where the target's host makes them, byte by byte where it doesn't and where these
 * differ. What is another though its size and time are the source's is sent by a run. For one use.
 */
final class ReadBack {
    private static final int CHUNK = 64 * 1024;

    private final RunContext run;
    private final MirrorRequest request;
    private final Stretch stretch;
    private final LocalScan local;
    private final RemoteScan remote;
    private final Scope scope;

    ReadBack(RunContext run, MirrorRequest request, Stretch stretch) {
        this.run = run;
        this.request = request;
        this.stretch = stretch;
        scope = new Scope(run.source(), request.exclusions());
        Room room = new Room(run.room());
        local = new LocalScan(run.source(), scope, room);
        remote = new RemoteScan(run.channel(), run.target().absolute(""), scope, run.deadline(), room);
    }

    /** The files that were sent, as the request names them. */
    Set<Path> carryOut(Instant started) throws IOException, InterruptedException {
        Map<String, Path> named = new HashMap<>();
        request.paths().orElseThrow().forEach(path -> named.put(RawNames.ofPath(path.normalize()), path));
        List<String> doubtful = new ArrayList<>(alike(named.keySet()));
        sortOut(doubtful);
        Set<Path> damaged = new LinkedHashSet<>();
        if (!doubtful.isEmpty()) {
            new ContentCheck(run, local, stretch)
                    .different(doubtful).stream().map(named::get).forEach(damaged::add);
        }
        if (!damaged.isEmpty()) {
            new MirrorRun(run, request.only(damaged), true, started).carryOut();
        }
        return damaged;
    }

    /** Those that are files of the same size and time at both sides. */
    private Set<String> alike(Set<String> named) throws IOException, InterruptedException {
        Set<String> paths = new TreeSet<>();
        for (String path : named) {
            boolean ours = !path.isEmpty() && local.reachable(path).equals(path) && !scope.leavesOut(path, false);
            if (ours && isFile(path)) {
                local.named(path);
                paths.add(path);
            }
        }
        remote.named(paths);
        paths.removeIf(path -> {
            Entry wanted = local.found().get(path);
            Entry present = remote.found().get(path);
            return wanted == null
                    || !wanted.isFile()
                    || present == null
                    || !present.isFile()
                    || wanted.size() != present.size()
                    || wanted.seconds() != present.seconds();
        });
        return paths;
    }

    private boolean isFile(String path) {
        try {
            return local.tree().entry(path).isFile();
        } catch (IOException e) {
            // Gone, or not to be seen: that is for a run to tell.
            return false;
        }
    }

    /** Takes out those that the target's host says are the same. */
    private void sortOut(List<String> paths) throws IOException, InterruptedException {
        Map<String, String> there = run.connection().hashes().of(run, paths, stretch);
        for (Map.Entry<String, String> each : there.entrySet()) {
            run.deadline().requireTime();
            if (each.getValue().equals(here(each.getKey()))) {
                paths.remove(each.getKey());
            }
        }
    }

    private String here(String path) throws InterruptedException {
        try (InputStream in = local.tree().open(path)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            in.skipNBytes(stretch.from());
            long left = stretch.length();
            byte[] bytes = in.readNBytes((int) Math.min(CHUNK, left));
            while (bytes.length > 0) {
                run.deadline().requireTime();
                digest.update(bytes);
                left -= bytes.length;
                bytes = in.readNBytes((int) Math.min(CHUNK, left));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            // It changed meanwhile, or can't be read: no hash is the same.
            return "";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
