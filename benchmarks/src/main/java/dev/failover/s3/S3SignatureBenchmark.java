package dev.failover.s3;

import dev.failover.component.Secret;
import dev.failover.http.HttpCall;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The signature of one request to S3 (Signature Version 4). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(java.util.concurrent.TimeUnit.MICROSECONDS)
public class S3SignatureBenchmark {
    private static final URI OBJECT = URI.create("https://s3.eu-west-3.amazonaws.com/watchers/www");
    private static final byte[] BODY =
            "{\"votes\":[{\"watcher\":\"gra\",\"site\":\"prod\",\"says\":\"DOWN\"}]}".getBytes(StandardCharsets.UTF_8);

    private final Signature signature =
            new Signature("AKIDEXAMPLE", Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), null, "eu-west-3");
    private long seconds = 1_780_000_000;

    /** A vote. */
    @Benchmark
    public HttpCall sign() {
        return signature.signed(
                "PUT",
                OBJECT,
                Map.of("content-type", "application/json", "if-match", "\"1\""),
                BODY,
                Instant.ofEpochSecond(seconds++));
    }
}
