package dev.failover.benchmarks;

import dev.failover.testkit.TcpLine;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Mirrors that are made once: the first one, one with nothing to do, a large file, a long line. */
final class OneShots {
    private static final String SSH = "-e \"ssh -F $CONFIG\"";
    private static final String LFTP =
            "lftp -c \"set sftp:connect-program 'ssh -a -x -F $CONFIG'; set sftp:auto-confirm yes;"
                    + " set cmd:fail-exit yes; open -u $USER_NAME,x sftp://backup; mirror -R --delete";

    /** Of ours: until then, the JVM's compilers have more to do than what they compile. */
    private static final int WARM_UPS = 5;

    private final Ground ground;
    private final Path trees;
    private final PrintStream out;
    private final int runs;

    OneShots(Ground ground, Path trees, PrintStream out, int runs) {
        this.ground = ground;
        this.trees = trees;
        this.out = out;
        this.runs = runs;
    }

    private static Contender sftp() {
        return Contender.ours("failover, sftp", Ground::sftp);
    }

    private static Contender rsync() {
        return Contender.ours("failover, rsync", Ground::rsync);
    }

    private List<Contender> peers(Path config) throws Exception {
        Path master = ground.master(config);
        String rclone = "rclone --config /dev/null sync $SOURCE \":sftp:$TARGET\" --sftp-host 127.0.0.1 --sftp-port "
                + ground.port() + " --sftp-user " + ground.user() + " --sftp-key-file " + ground.key();
        return List.of(
                Contender.command("rsync", "rsync -a --delete " + SSH + " $SOURCE/ backup:$TARGET/"),
                Contender.command(
                        "rsync, shared connection",
                        "rsync -a --delete -e \"ssh -F $CONFIG -o ControlPath=" + master
                                + "\" $SOURCE/ backup:$TARGET/"),
                Contender.command("lftp, 8 at once", LFTP + " --parallel=8 $SOURCE $TARGET\""),
                Contender.command(
                        "rclone, 8 at once, no hashes",
                        rclone + " --transfers 8 --checkers 16 --sftp-disable-hashcheck"));
    }

    void first(int files) throws Exception {
        Path source = Trees.site(trees.resolve("site"), files);
        out.printf("## First mirror: %,d files, 20 KiB each on average%n%n", files);
        Table table = new Table("", "s", "to rsync");
        Duration rsync = null;
        for (Contender contender : concat(peers(ground.configuration()), sftp(), rsync())) {
            Duration median = times(contender, ground.configuration(), source, false);
            rsync = rsync == null ? median : rsync;
            table.row(contender.name(), Table.seconds(median), Table.ratio(median, rsync));
        }
        table.print(out);
    }

    void nothing(int files) throws Exception {
        Path source = Trees.wide(trees.resolve("wide"), files);
        out.printf("## Nothing has changed: %,d files%n%n", files);
        Table table = new Table("", "s", "to rsync");
        Duration rsync = null;
        for (Contender contender : concat(peers(ground.configuration()), sftp(), rsync())) {
            Duration median = times(contender, ground.configuration(), source, true);
            rsync = rsync == null ? median : rsync;
            table.row(contender.name(), Table.seconds(median), Table.ratio(median, rsync));
        }
        table.print(out);
        Trees.delete(source);
    }

    void big(int mebibytes) throws Exception {
        Path source = Trees.big(trees.resolve("big"), mebibytes);
        out.printf("## One file of %d MiB%n%n", mebibytes);
        Table table = new Table("", "s", "MiB/s", "to OpenSSH's sftp");
        Duration reference = null;
        List<Contender> openSsh = List.of(
                Contender.command(
                        "OpenSSH's sftp",
                        "mkdir -p $TARGET; echo \"put -p $SOURCE/image.iso $TARGET/\" | sftp -q -F $CONFIG -b - backup"),
                Contender.command(
                        "OpenSSH's sftp, aes128-gcm",
                        "mkdir -p $TARGET; echo \"put -p $SOURCE/image.iso $TARGET/\" |"
                                + " sftp -q -c aes128-gcm@openssh.com -F $CONFIG -b - backup"));
        for (Contender contender : concat(openSsh, peers(ground.configuration()).get(0), sftp(), rsync())) {
            Duration median = times(contender, ground.configuration(), source, false);
            reference = reference == null ? median : reference;
            table.row(
                    contender.name(),
                    Table.seconds(median),
                    String.valueOf(mebibytes * 1_000_000_000L / median.toNanos()),
                    Table.ratio(median, reference));
        }
        table.print(out);
        Trees.delete(source);
    }

    void far(int files, Duration roundTrip) throws Exception {
        Path source = Trees.wide(trees.resolve("far"), files);
        out.printf("## %d small files over a round trip of %d ms%n%n", files, roundTrip.toMillis());
        Table table = new Table("", "s", "to rsync");
        try (TcpLine line = TcpLine.delayed(ground.port(), roundTrip)) {
            Path config = ground.through(line.port());
            Duration rsync = null;
            for (Contender contender : concat(peers(config).subList(0, 2), sftp(), rsync())) {
                Duration median = times(contender, config, source, false);
                rsync = rsync == null ? median : rsync;
                table.row(contender.name(), Table.seconds(median), Table.ratio(median, rsync));
            }
        }
        table.print(out);
        Trees.delete(source);
    }

    /** The median of several runs, each to an empty target, or each to one that is equal already. */
    private Duration times(Contender contender, Path config, Path source, boolean equalAlready) throws Exception {
        Sample sample = new Sample();
        Path target = ground.directory().resolve("replica");
        int warmUps = contender.name().startsWith("failover") ? WARM_UPS : 1;
        for (int i = 0; i < warmUps + runs; i++) {
            if (!equalAlready || i == 0) {
                Trees.delete(target);
            }
            try (Contender.Run run = contender.prepare(config, source, target)) {
                if (equalAlready && i == 0) {
                    run.mirror();
                }
                long began = System.nanoTime();
                run.mirror();
                // The first runs warm up whatever can be warm: the JVM, the page cache.
                if (i >= warmUps) {
                    sample.add(Duration.ofNanos(System.nanoTime() - began));
                } else if (i == 0 && warmUps > 1) {
                    out.printf(
                            "(%s, before the JVM was warm: %s s)%n%n",
                            contender.name(), Table.seconds(Duration.ofNanos(System.nanoTime() - began)));
                }
            }
            if (i == 0 && Files.exists(target)) {
                Trees.requireEqual(source, target);
            }
        }
        Trees.delete(target);
        return sample.median();
    }

    private static List<Contender> concat(List<Contender> some, Contender... more) {
        return java.util.stream.Stream.concat(some.stream(), java.util.Arrays.stream(more))
                .toList();
    }
}
