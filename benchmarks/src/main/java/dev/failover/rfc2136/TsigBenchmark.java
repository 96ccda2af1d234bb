package dev.failover.rfc2136;

import dev.failover.component.Secret;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A dynamic update, and its signature (RFC 8945, HMAC-SHA256). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(java.util.concurrent.TimeUnit.MICROSECONDS)
public class TsigBenchmark {
    private static final String ZONE = "example.org";

    private final TsigKey key = new TsigKey(
            Records.name("failover-key"),
            TsigAlgorithm.HMAC_SHA256,
            Secret.of(Base64.getEncoder().encodeToString(new byte[32])),
            TimeSource.system());
    private final RecordChange change = RecordChange.replace(at("203.0.113.10"), at("198.51.100.7"));
    private final Request request = message();

    private static RecordSet at(String address) {
        return RecordSet.of(new RecordKey("www", RecordType.A), Duration.ofSeconds(60), address);
    }

    private Request message() {
        return new Request(Updates.message(ZONE, List.of(Step.of(change, ZONE))));
    }

    /** The update of one record, ready to be signed. */
    @Benchmark
    public byte[] update() {
        return message().wire();
    }

    /** Its signature, and both as one message. */
    @Benchmark
    public byte[] sign() {
        return TsigKey.append(request, key.sign(request));
    }
}
