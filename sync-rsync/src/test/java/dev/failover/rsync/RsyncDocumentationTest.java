package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.sync.Versions;
import dev.failover.testkit.OpenSshServer;
import dev.failover.testkit.OpenSshServerBuilder;
import dev.failover.testkit.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every line of the recipe is used as the page has it, but for where the machines and the files are. */
@DisplayName("docs/sync-rsync.md")
class RsyncDocumentationTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern BLOCK = Pattern.compile("```\\w*\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    private String page;

    @BeforeEach
    void read() throws Exception {
        page = Files.readString(Path.of("../docs/sync-rsync.md"));
    }

    private String block(String start) {
        Matcher matcher = BLOCK.matcher(page);
        return matcher.results()
                .map(found -> found.group(1))
                .filter(block -> block.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the page has no block that starts with " + start));
    }

    /** The text with each of these put in the place of what the page has; all of them have to be there. */
    private static String with(String text, Map<String, Object> places) {
        String result = text;
        for (Map.Entry<String, Object> place : places.entrySet()) {
            assertThat(result).contains(place.getKey());
            result = result.replace(place.getKey(), place.getValue().toString());
        }
        return result;
    }

    private static void run(String line) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).as(line).isZero();
    }

    private OpenSshServer start(OpenSshServerBuilder builder) throws Exception {
        return builder.start();
    }

    @Test
    @DisplayName("has a recipe for a bastion and a restricted account that works as it is written, and allows no more")
    void recipe() throws Exception {
        Path etc = Files.createDirectories(directory.resolve("etc/keys")).getParent();
        List<String> lines = block("ssh-keygen").lines().toList();
        for (String line : lines) {
            if (line.startsWith("ssh-keygen")) {
                run(with(line, Map.of("/etc/failover", etc)));
            }
        }
        Path replica = Files.createDirectory(directory.resolve("replica"));
        Matcher account = Pattern.compile("(restrict,.*) ssh-ed25519 AAAA").matcher(block("restrict"));
        assertThat(account.find()).isTrue();
        try (OpenSshServer standby = start(OpenSshServer.in(directory.resolve("standby"))
                        .authorize(
                                with(account.group(1), Map.of("/srv/replica", replica)),
                                new SshKey(etc.resolve("keys/backup"))));
                OpenSshServer bastion = start(bastion(standby).authorize(new SshKey(etc.resolve("keys/bastion"))))) {
            for (String line : lines) {
                if (line.startsWith("ssh-keyscan")) {
                    run(with(
                            line,
                            Map.of("2222 home.example.net", bastion.port() + " 127.0.0.1", "/etc/failover", etc)));
                }
            }
            Path known = etc.resolve("known_hosts");
            Files.writeString(known, Files.readString(known) + standby.knownHosts() + "\n");
            Path configuration = Files.writeString(
                    etc.resolve("ssh_config"),
                    with(
                            block("Host bastion"),
                            Map.of(
                                    "home.example.net\n    Port 2222", "127.0.0.1\n    Port " + bastion.port(),
                                    "192.168.1.10\n    Port 22", "127.0.0.1\n    Port " + standby.port(),
                                    "User jump", "User " + bastion.user(),
                                    "User replica", "User " + standby.user(),
                                    "/etc/failover", etc)));
            mirrors(configuration, replica);
            assertThat(standby.logins()).isEqualTo(1);
            assertRefused(configuration, "backup:/www");
            assertRefused(configuration, "bastion:/www");
        }
    }

    private OpenSshServerBuilder bastion(OpenSshServer standby) {
        OpenSshServerBuilder bastion = OpenSshServer.in(directory.resolve("bastion"));
        with(
                        block("Match User"),
                        Map.of("User jump", "User " + standby.user(), "192.168.1.10:22", "127.0.0.1:" + standby.port()))
                .lines()
                .forEach(bastion::setting);
        return bastion;
    }

    private void mirrors(Path configuration, Path replica) throws Exception {
        Path source = Files.createDirectories(directory.resolve("source/css")).getParent();
        Files.writeString(source.resolve("page"), "one");
        Files.writeString(source.resolve("css/site.css"), "body {}");
        MirrorRequest request =
                MirrorRequest.everything(source, 2, TIMEOUT).keeping(new Versions(1, Duration.ofDays(1)));
        try (FileSync sync = RsyncFileSync.builder()
                .destination("backup:/www")
                .sshConfig(configuration)
                .build()) {
            assertThat(page).contains("`destination: \"backup:/www\"`");
            assertThat(sync.readNote("watermark", TIMEOUT)).isEmpty();
            Files.createDirectory(replica.resolve("www"));
            assertThat(sync.readNote("watermark", TIMEOUT)).isEmpty();
            assertThat(sync.mirror(request, MirrorListener.NONE).complete()).isTrue();
            assertThat(replica.resolve("www/css/site.css")).hasContent("body {}");
            for (String content : List.of("two", "three")) {
                Files.writeString(source.resolve("page"), content);
                sync.mirror(request, MirrorListener.NONE);
            }
            Files.delete(source.resolve("css/site.css"));
            Files.delete(source.resolve("css"));
            assertThat(sync.mirror(request, MirrorListener.NONE).deleted()).isEqualTo(2);
            assertThat(replica.resolve("www/css")).doesNotExist();
            try (Stream<Path> versions = Files.list(replica.resolve("www/.failover/versions"))) {
                assertThat(versions.sorted())
                        .as("of the first run, which kept nothing, none is left")
                        .hasSize(3)
                        .last()
                        .satisfies(version ->
                                assertThat(version.resolve("css/site.css")).hasContent("body {}"));
            }
            FileTime modified = Files.getLastModifiedTime(replica.resolve("www/page"));
            Files.writeString(replica.resolve("www/page"), "THREE");
            Files.setLastModifiedTime(replica.resolve("www/page"), modified);
            assertThat(sync.verify(request.only(Set.of(Path.of("page"))), FileSync.Stretch.ALL))
                    .hasSize(1);
            assertThat(replica.resolve("www/page")).hasContent("three");
            sync.writeNote("watermark", "some text\n", TIMEOUT);
            assertThat(sync.readNote("watermark", TIMEOUT)).contains("some text\n");
        }
    }

    private void assertRefused(Path configuration, String destination) {
        try (FileSync sync = RsyncFileSync.builder()
                .destination(destination)
                .sshConfig(configuration)
                .build()) {
            assertThatThrownBy(() -> sync.execute(List.of("touch", directory + "/executed"), TIMEOUT))
                    .isInstanceOf(RejectedException.class);
            assertThat(directory.resolve("executed")).doesNotExist();
        }
    }
}
