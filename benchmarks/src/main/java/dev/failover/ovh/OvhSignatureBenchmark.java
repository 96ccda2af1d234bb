package dev.failover.ovh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The signature of one request to OVH. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(java.util.concurrent.TimeUnit.MICROSECONDS)
public class OvhSignatureBenchmark {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String URL = "https://eu.api.ovh.com/1.0/domain/zone/example.org/record/1234567890";
    private static final String BODY = "{\"subDomain\":\"www\",\"target\":\"198.51.100.7\",\"ttl\":60}";

    private long seconds = 1_780_000_000;

    /** A change of one record. */
    @Benchmark
    public String sign() {
        return Signature.of(SECRET, SECRET, "PUT", URL, BODY, seconds++);
    }
}
