package dev.failover.agent.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.agent.config.Destinations.Sftp;
import dev.failover.agent.evidence.EvidenceCopy.Original;
import dev.failover.component.Components;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.component.UnavailableException;
import dev.failover.internal.storage.FileHash;
import dev.failover.s3.S3Files;
import dev.failover.s3.S3Imitation;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSync.Stretch;
import dev.failover.sync.FileSyncFactory;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.OpenSshRoute;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A copy of evidence")
@Timeout(60)
class EvidenceCopyTest {
    private static final int PART = 2000;

    @TempDir
    Path directory;

    private Original original;
    private final byte[] core = new byte[PART + 5];

    @BeforeEach
    void collect() throws Exception {
        Path place = Files.createDirectories(directory.resolve("evidence/www-7"));
        Files.createDirectories(directory.resolve("evidence/www-6"));
        new Random(7).nextBytes(core);
        Files.write(place.resolve("core"), core);
        Files.writeString(place.resolve("log"), "");
        Files.writeString(place.resolve("manifest.json"), "{}");
        Map<String, String> hashes = new LinkedHashMap<>();
        for (String file : new String[] {"core", "log", "manifest.json"}) {
            hashes.put(file, FileHash.of(place.resolve(file)).orElseThrow());
        }
        original = new Original("www-7", place, hashes);
    }

    @Test
    @DisplayName("by SFTP is there whole and alone, was read back, and is told if it was another")
    void sftp() throws Exception {
        Path target = directory.resolve("there/evidence");
        try (OpenSshRoute route = OpenSshRoute.in(directory, 0);
                FileSync transport = Components.load(FileSyncFactory.class)
                        .create(
                                "sftp",
                                Settings.of(Map.of(
                                        "destination",
                                        OpenSshRoute.HOST + ":" + target,
                                        "ssh-config",
                                        route.configuration().toString())))) {
            HostCopy copy = new HostCopy(new Sftp("backup@there:evidence", transport));
            copy.make(original);
            assertThat(target.resolve("www-7/core")).hasBinaryContent(core);
            assertThat(target.resolve("www-7/log")).isEmptyFile();
            assertThat(target.resolve("www-7/manifest.json")).hasContent("{}");
            assertThat(target.resolve("www-6")).doesNotExist();
            copy.make(original);

            HostCopy damaging = new HostCopy(new Sftp("backup@there:evidence", damaging(transport, target)));
            assertThatThrownBy(() -> damaging.make(original))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("[www-7/core] of backup@there:evidence was not what was sent");
            route.target().stop();
            assertThatThrownBy(() -> copy.make(original)).isInstanceOf(UnavailableException.class);
        }
    }

    /** What was sent is another by the time it is read back, of the same size and time. */
    private FileSync damaging(FileSync transport, Path target) {
        return (FileSync) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {FileSync.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("mirror")) {
                        return transport.mirror((MirrorRequest) arguments[0], (MirrorListener) arguments[1]);
                    }
                    Path file = target.resolve("www-7/core");
                    var time = Files.getLastModifiedTime(file);
                    byte[] bytes = Files.readAllBytes(file);
                    bytes[1000] ^= 1;
                    Files.write(file, bytes);
                    Files.setLastModifiedTime(file, time);
                    return transport.verify((MirrorRequest) arguments[0], (Stretch) arguments[1]);
                });
    }

    @Test
    @DisplayName("in a bucket is there in parts, which make the whole, is read back and never replaced")
    void bucket() throws Exception {
        try (S3Imitation s3 = new S3Imitation();
                S3Files bucket = S3Files.builder()
                        .endpoint(s3.endpoint())
                        .region(S3Imitation.REGION)
                        .bucket(S3Imitation.BUCKET)
                        .prefix("evidence/")
                        .accessKeyId(S3Imitation.KEY_ID)
                        .secretAccessKey(Secret.of(S3Imitation.SECRET))
                        .build()) {
            BucketCopy copy = new BucketCopy(bucket, PART);
            copy.make(original);
            byte[] first = s3.bytes("evidence/www-7/core.part-0001").orElseThrow();
            byte[] second = s3.bytes("evidence/www-7/core.part-0002").orElseThrow();
            assertThat(first).hasSize(PART);
            assertThat(second).hasSize(5);
            assertThat(core).startsWith(first).endsWith(second);
            assertThat(s3.content("evidence/www-7/log")).contains("");
            assertThat(s3.requests()).last().isEqualTo("GET /my-watchers/evidence/www-7/manifest.json");
            copy.make(original);

            Files.writeString(original.file("manifest.json"), "{\"another\":1}");
            assertThatThrownBy(() -> copy.make(original))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("is something else already");
            Files.writeString(original.file("manifest.json"), "{}");
            Files.writeString(original.file("log"), "x");
            Original changed = new Original("www-8", original.place(), original.hashes());
            assertThatThrownBy(() -> copy.make(changed))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("log is not what was collected");
            s3.damage();
            Original damaged = new Original("www-9", original.place(), original.hashes());
            assertThatThrownBy(() -> copy.make(damaged))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("is not what was put there");
        }
    }
}
