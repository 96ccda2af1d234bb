package dev.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentFactory;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Secret;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.CoordinatorFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class S3FactoryTest extends FactoryContract<Coordinator> {
    @Override
    protected Class<? extends ComponentFactory<Coordinator>> spi() {
        return CoordinatorFactory.class;
    }

    @Override
    protected String name() {
        return "s3";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "bucket", "my-watchers",
                "region", "gra",
                "endpoint", "https://s3.gra.io.cloud.ovh.net",
                "path-style", "false",
                "prefix", "ops/failover/",
                "access-key-id", S3Imitation.KEY_ID,
                "secret-access-key", S3Imitation.SECRET,
                "session-token", S3Imitation.TOKEN);
    }

    @Override
    protected Set<String> required() {
        return Set.of("bucket", "region", "access-key-id", "secret-access-key");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "bucket", List.of("", "ab", "My-Watchers", "a/b", "-ab", "x".repeat(64)),
                "region", List.of("", "eu west", "a/b"),
                "endpoint",
                        List.of("s3.gra.io", "https://s3.gra.io/bucket", "https://u:p@s3.gra.io", "ftp://s3.gra.io"),
                "path-style", List.of("yes"),
                "prefix", List.of("failover", "/failover/", "a//b/", "../", "a b/", "x".repeat(201) + "/"),
                "access-key-id", List.of("", "a b", "a,b"),
                "secret-access-key", List.of(" "),
                "session-token", List.of("a b"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("secret-access-key", "session-token");
    }

    private static S3Builder<S3Coordinator> builder() {
        return S3Coordinator.builder()
                .bucket("my-watchers")
                .region("eu-west-3")
                .accessKeyId(S3Imitation.KEY_ID)
                .secretAccessKey(Secret.of(S3Imitation.SECRET));
    }

    @Test
    @DisplayName("The bucket is a name at AWS, a part of the path elsewhere, and what it is said to be")
    void styles() {
        assertThat(builder().build().hosts()).containsExactly("my-watchers.s3.eu-west-3.amazonaws.com");
        assertThat(builder().pathStyle(true).build().hosts()).containsExactly("s3.eu-west-3.amazonaws.com");
        assertThat(builder().endpoint("https://s3.gra.io").build().hosts()).containsExactly("s3.gra.io");
        assertThat(builder()
                        .endpoint("https://s3.gra.io:8443")
                        .pathStyle(false)
                        .build()
                        .toString())
                .contains("my-watchers.s3.gra.io:8443");
        assertThatThrownBy(() -> builder()
                        .endpoint("http://127.0.0.1:9000")
                        .pathStyle(false)
                        .build())
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("path-style: must be true");
    }
}
