package dev.failover.restic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Where a repository is")
class RepositoryTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "/srv/repo, -, /srv/repo",
                "sftp:backup:/srv/repo, backup, sftp:backup:/srv/repo",
                "sftp:me@backup.example:repo, backup.example, sftp:me@backup.example:repo",
                "sftp://me@backup.example:2222//srv/repo, backup.example, sftp://***@backup.example:2222//srv/repo",
                "rest:https://me:secret@[2001:db8::1]:8000/x, 2001:db8::1, rest:https://***@[2001:db8::1]:8000/x",
                "s3:https://s3.gra.io.cloud.ovh.net/bucket, s3.gra.io.cloud.ovh.net, s3:https://s3.gra.io.cloud.ovh.net/bucket",
                "s3:s3.amazonaws.com/bucket, s3.amazonaws.com, s3:s3.amazonaws.com/bucket",
                "b2:bucket:path, backblazeb2.com, b2:bucket:path",
                "rclone:remote:path, -, rclone:remote:path"
            })
    @DisplayName("is told without its password, and on which host")
    void hosts(String place, String hosts, String shown) {
        Repository repository = Repository.of(place);
        Set<String> expected =
                hosts == null ? Set.of() : Arrays.stream(hosts.split(" ")).collect(Collectors.toSet());
        assertThat(repository.hosts()).isEqualTo(expected);
        assertThat(repository).hasToString(shown);
    }
}
