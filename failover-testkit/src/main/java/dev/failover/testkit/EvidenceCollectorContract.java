package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.UnavailableException;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceCollector.Description;
import dev.failover.evidence.Incident;
import dev.failover.testkit.RecordingSink.Recorded;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link EvidenceCollector} must keep, sentence by sentence of its Javadoc. Extend it and say how a source is made.
 *
 * <p>What a source can't be made to do is left out; the tests that need it are then skipped with a message that begins with
 * {@code NOT TESTED}. Each test makes a source of its own and closes it at the end.
 */
@ExtendWith(ToldSkips.class)
public abstract class EvidenceCollectorContract {
    private static final Incident INCIDENT =
            new Incident("www", 7, "prod", Instant.parse("2026-01-01T00:00:00Z"), "prod is down");
    /** What a collector may take beyond its time, and a machine that is busy. */
    private static final Duration GRACE = Duration.ofSeconds(8);

    /** Something that goes wrong with a source. */
    public enum Fault {
        /** It is asked, and never answers. */
        HANG,
        /** It answers without end. */
        ENDLESS,
        /** It is not there. */
        VANISH
    }

    /** A source that has something to bring. */
    public interface Source extends AutoCloseable {
        /** A new collector that asks it; the contract closes it. */
        EvidenceCollector collector() throws Exception;

        /**
         * Makes a fault happen, to collectors that are made afterwards.
         *
         * @return whether this source can do that
         */
        default boolean inject(Fault fault) throws Exception {
            return false;
        }

        @Override
        default void close() throws IOException {}
    }

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Makes a source. */
    protected abstract Source open() throws Exception;

    /** How long a call may take when nothing is wrong. */
    protected Duration timeout() {
        return Duration.ofSeconds(20);
    }

    /** The secrets that the collectors hold. Empty skips what is said of their secrecy. */
    protected List<String> secrets() {
        return List.of();
    }

    private Source source() throws Exception {
        Source source = open();
        opened.add(source);
        return source;
    }

    private EvidenceCollector collector(Source source) throws Exception {
        EvidenceCollector collector = source.collector();
        opened.add(collector);
        return collector;
    }

    private EvidenceCollector broken(Fault fault) throws Exception {
        Source source = source();
        NotTested.unless(source.inject(fault), "this source can't make the fault " + fault + " happen");
        return collector(source);
    }

    @AfterEach
    final void closeWhatWasOpened() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private RecordingSink collect(EvidenceCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        BackgroundCall.Ended<?> ended =
                start(collector, sink, timeout()).await(timeout().plus(GRACE));
        assertThat(ended.thrown()).isNull();
        return sink;
    }

    private static BackgroundCall<Boolean> start(EvidenceCollector collector, RecordingSink sink, Duration timeout) {
        return BackgroundCall.start(() -> {
            collector.collect(INCIDENT, sink, timeout);
            return true;
        });
    }

    @Test
    @DisplayName("A collector says what it brings, without asking anybody, and the same each time")
    void description() throws Exception {
        EvidenceCollector collector = collector(source());
        Description description = collector.describe();
        assertThat(description.what()).isNotBlank().isEqualTo(Excerpt.of(description.what()));
        assertThat(collector.describe()).isEqualTo(description);
    }

    @Test
    @DisplayName("Something is brought, each time that it is asked for")
    void brings() throws Exception {
        EvidenceCollector collector = collector(source());
        for (int i = 0; i < 2; i++) {
            List<Recorded> items = collect(collector).items();
            assertThat(items)
                    .isNotEmpty()
                    .anySatisfy(item -> assertThat(item.content()).isNotEmpty());
            assertThat(items).allSatisfy(item -> assertThat(item.problem()).isNull());
        }
    }

    @Test
    @DisplayName("Names are plain, sources are one line")
    void names() throws Exception {
        assertThat(collect(collector(source())).items()).allSatisfy(item -> {
            assertThat(item.name()).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");
            assertThat(item.source()).isNotBlank().isEqualTo(Excerpt.of(item.source()));
        });
    }

    @Test
    @DisplayName("No secret shows in a name, a source, a description, a failure or toString()")
    void secrecy() throws Exception {
        NotTested.unless(!secrets().isEmpty(), "secrets() names no secret");
        EvidenceCollector collector = collector(source());
        assertThat(collector.toString() + collector.describe()).doesNotContain(secrets());
        assertThat(collect(collector).items())
                .allSatisfy(
                        item -> assertThat(item.name() + " " + item.source()).doesNotContain(secrets()));
        Source gone = source();
        if (gone.inject(Fault.VANISH)) {
            RecordingSink sink = new RecordingSink();
            BackgroundCall.Ended<?> ended =
                    start(collector(gone), sink, timeout()).await(timeout().plus(GRACE));
            assertThat(ended.trace()).doesNotContain(secrets());
            assertThat(sink.items())
                    .allSatisfy(item ->
                            assertThat(item.source() + " " + item.problem()).doesNotContain(secrets()));
        }
    }

    @Test
    @DisplayName("A source that is not there is a failure, or an item that says so")
    void vanished() throws Exception {
        EvidenceCollector collector = broken(Fault.VANISH);
        RecordingSink sink = new RecordingSink();
        BackgroundCall.Ended<?> ended =
                start(collector, sink, timeout()).await(timeout().plus(GRACE));
        if (ended.thrown() == null) {
            assertThat(sink.items())
                    .isNotEmpty()
                    .allSatisfy(item -> assertThat(item.problem()).isNotBlank());
        } else {
            assertThat(ended.thrown()).isInstanceOf(ComponentException.class);
        }
    }

    @Test
    @DisplayName("A source that never answers is given up in time, and what is missing is told")
    void hangs() throws Exception {
        givenUp(broken(Fault.HANG));
    }

    @Test
    @DisplayName("A source that answers without end is given up in time, and what is missing is told")
    void endless() throws Exception {
        givenUp(broken(Fault.ENDLESS));
    }

    private void givenUp(EvidenceCollector collector) throws InterruptedException {
        Duration little = Duration.ofMillis(500);
        RecordingSink sink = new RecordingSink();
        BackgroundCall.Ended<?> ended = start(collector, sink, little).await(little.plus(GRACE));
        if (ended.thrown() == null) {
            assertThat(sink.items())
                    .anySatisfy(item -> assertThat(item.problem()).isNotBlank());
        } else {
            assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    @DisplayName("An interrupted call ends soon, and the next one works")
    void interrupted() throws Exception {
        EvidenceCollector collector = collector(source());
        BackgroundCall<Boolean> call = BackgroundCall.start(() -> {
            Thread.currentThread().interrupt();
            collector.collect(INCIDENT, new RecordingSink(), timeout());
            return true;
        });
        assertThat(call.await(GRACE).thrown()).isInstanceOf(InterruptedException.class);
        assertThat(collect(collector).items()).isNotEmpty();
    }

    @Test
    @DisplayName("A sink that takes no more ends the call soon")
    void refused() throws Exception {
        Source source = source();
        source.inject(Fault.ENDLESS);
        EvidenceCollector collector = collector(source);
        RecordingSink sink = new RecordingSink();
        sink.close();
        BackgroundCall.Ended<?> ended = start(collector, sink, timeout()).await(GRACE);
        assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
    }

    @Test
    @DisplayName("Several incidents may be collected at a time")
    void concurrently() throws Exception {
        EvidenceCollector collector = collector(source());
        List<RecordingSink> sinks = List.of(new RecordingSink(), new RecordingSink(), new RecordingSink());
        List<BackgroundCall<Boolean>> calls =
                sinks.stream().map(sink -> start(collector, sink, timeout())).toList();
        for (BackgroundCall<Boolean> call : calls) {
            assertThat(call.await(timeout().plus(GRACE)).thrown()).isNull();
        }
        assertThat(sinks).allSatisfy(sink -> assertThat(sink.items()).isNotEmpty());
    }

    @Test
    @DisplayName("Closing is idempotent")
    void closes() throws Exception {
        EvidenceCollector collector = collector(source());
        collector.close();
        collector.close();
    }
}
