package dev.failover.s3;

import dev.failover.component.Secret;
import dev.failover.coordination.Coordinator;
import dev.failover.testkit.CoordinatorContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;

@DisplayName("At a bucket,")
class S3ContractTest extends CoordinatorContract {
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    @Override
    protected Store open() throws Exception {
        S3Imitation s3 = new S3Imitation();
        return new Store() {
            @Override
            public Coordinator coordinator() {
                return S3Coordinator.builder()
                        .endpoint(s3.endpoint())
                        .region(S3Imitation.REGION)
                        .bucket(S3Imitation.BUCKET)
                        .accessKeyId(S3Imitation.KEY_ID)
                        .secretAccessKey(Secret.of(S3Imitation.SECRET))
                        .build();
            }

            @Override
            public boolean remove(String service) {
                s3.remove("failover/" + service);
                return true;
            }

            @Override
            public boolean inject(Fault fault) {
                switch (fault) {
                    case LOSE_NEXT_ANSWER -> s3.loseNextAnswer();
                    case CHANGE_BEFORE_NEXT_WRITE -> s3.intrude(INTRUDER);
                    case FAIL ->
                        s3.answerAll(new S3Imitation.Answer(
                                500, S3Imitation.error("InternalError", "We had a problem"), ""));
                    case NONSENSE -> s3.answerAll(new S3Imitation.Answer(200, "<html>All is well</html>", ""));
                    case THROTTLE ->
                        s3.answerAll(new S3Imitation.Answer(
                                503,
                                S3Imitation.error("SlowDown", "Reduce your request rate."),
                                "" + PATIENCE.toSeconds()));
                    case REFUSE -> s3.secret("another");
                    case HANG -> s3.hang();
                    case VANISH -> s3.vanish();
                }
                return true;
            }

            @Override
            public Optional<Duration> patience() {
                return Optional.of(PATIENCE);
            }

            @Override
            public OptionalLong writes() {
                return OptionalLong.of(s3.writes());
            }

            @Override
            public void heal() throws IOException {
                s3.heal();
            }

            @Override
            public void close() throws IOException {
                s3.close();
            }
        };
    }

    @Override
    protected List<String> secrets() {
        return List.of(S3Imitation.SECRET);
    }
}
