package dev.failover.agent.page;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ExportDefinition;
import dev.failover.agent.control.StatusDocument;
import dev.failover.notify.Notification;
import dev.failover.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Puts the public page wherever the configuration in force says. Thread-safe. */
public final class Exports implements AutoCloseable {
    private final Consumer<Notification> announcing;
    private final TimeSource time;

    private ExportDefinition applied = ExportDefinition.NOWHERE;
    private List<Exporter> exporters = List.of();
    private boolean closed;

    /** @param announcing tells humans; returns at once */
    public Exports(Consumer<Notification> announcing, TimeSource time) {
        this.announcing = announcing;
        this.time = time;
    }

    /** How it stands with each copy. */
    public synchronized List<StatusDocument.Export> status() {
        return exporters.stream().map(Exporter::status).toList();
    }

    /** @param files what is to be there, whenever it is asked */
    synchronized void follow(Configuration configuration, Supplier<List<ExportedFile>> files) {
        ExportDefinition wanted = configuration.page().export();
        if (closed || wanted.equals(applied)) {
            return;
        }
        exporters.forEach(Exporter::close);
        applied = wanted;
        List<Exporter> next = new ArrayList<>();
        wanted.to()
                .directory()
                .ifPresent(directory ->
                        next.add(exporter("directory", directory.toString(), new DirectoryTarget(directory), files)));
        wanted.to()
                .sftp()
                .ifPresent(sftp -> next.add(exporter(
                        "sftp",
                        sftp.destination(),
                        new SftpTarget(
                                sftp.transport(), configuration.stateDirectory().resolve("export"), time),
                        files)));
        wanted.to()
                .s3()
                .ifPresent(
                        bucket -> next.add(exporter("s3", bucket.toString(), new BucketTarget(bucket, time), files)));
        next.forEach(Exporter::start);
        exporters = List.copyOf(next);
    }

    private Exporter exporter(String kind, String where, ExportTarget target, Supplier<List<ExportedFile>> files) {
        return new Exporter(kind, where, target, files, announcing, time);
    }

    /** What the page says has changed. */
    synchronized void changed() {
        exporters.forEach(Exporter::changed);
    }

    /** Puts nothing any more. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        exporters.forEach(Exporter::close);
    }
}
