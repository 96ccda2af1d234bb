package dev.failover.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.backup.Backup.Snapshot;
import dev.failover.component.RejectedException;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.MirrorListener;
import dev.failover.testkit.LocalFileSync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A backup of a replica")
class OriginTest {
    @TempDir
    Path directory;

    private DataSet source;
    private DataSet replica;

    @BeforeEach
    void trees() throws IOException {
        source = DataSet.of("webroot", Files.createDirectory(directory.resolve("source")));
        replica = DataSet.of("webroot", Files.createDirectory(directory.resolve("replica")));
        Files.writeString(source.directory().resolve("page"), "hello");
    }

    private DataMirror mirror() {
        return DataMirror.builder()
                .dataSet(source)
                .target(LocalFileSync.into(replica.directory()))
                .prepareAtFirstContact(true)
                .build();
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> Origin.of("offsite", "www", replica))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(why);
    }

    @Test
    @DisplayName("is tagged with the service, the epoch and the watermark")
    void tagged() throws Exception {
        mirror().everything(MirrorListener.NONE);
        Origin origin = Origin.of("offsite", "www", replica);
        Instant watermark = replica.watermark().orElseThrow().scanStarted();
        assertThat(origin.tags())
                .isEqualTo(Map.of(
                        "failover-backup", "offsite",
                        "service", "www",
                        "epoch", "0",
                        "watermark", watermark.toString()));
        assertThat(Origin.isOf("offsite", new Snapshot("1", watermark, origin.tags())))
                .isTrue();
        assertThat(Origin.isOf("other", new Snapshot("1", watermark, origin.tags())))
                .isFalse();
    }

    @Test
    @DisplayName("says when its content was last verified; a note that can't be read keeps nothing from being taken")
    void verified() throws Exception {
        DataMirror mirror = mirror();
        mirror.everything(MirrorListener.NONE);
        mirror.verify();
        Instant proven = replica.proof().orElseThrow().began();
        assertThat(Origin.of("offsite", "www", replica).tags()).containsEntry("verified", proven.toString());
        Files.writeString(replica.directory().resolve(".failover/proof"), "nonsense");
        assertThat(Origin.of("offsite", "www", replica).verified()).isEmpty();
    }

    @Test
    @DisplayName("is refused of a directory that nothing marks: its disk may not be mounted")
    void unmarked() {
        assertRefused("may not be mounted");
    }

    @Test
    @DisplayName("is refused until a complete run has ended")
    void incomplete() throws Exception {
        mirror().prepare();
        assertRefused("no complete run");
    }

    @Test
    @DisplayName("is refused after another source has begun, until a run from that one is complete")
    void anotherSource() throws Exception {
        mirror().everything(MirrorListener.NONE);
        Path notes = replica.directory().resolve(".failover");
        String marker = Files.readString(notes.resolve("target"));
        String id = replica.target().orElseThrow().source();
        Files.writeString(notes.resolve("target"), marker.replace(id, "another-source"));
        assertRefused("no complete run from its present source");
    }

    @Test
    @DisplayName("is one of the source itself once it was promoted")
    void promoted() throws Exception {
        mirror().everything(MirrorListener.NONE);
        replica.promote(7);
        Origin origin = Origin.of("offsite", "www", replica);
        assertThat(origin.epoch()).isEqualTo(7);
        assertThat(origin.watermark()).isEmpty();
        assertThat(origin.verified()).isEmpty();
    }
}
