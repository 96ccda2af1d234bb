package dev.failover.evidence;

import dev.failover.evidence.EvidenceCollection.Source;
import dev.failover.evidence.EvidenceCollector.Cost;
import dev.failover.evidence.EvidenceCollector.Description;
import dev.failover.evidence.EvidenceCollector.Reach;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Collectors made of a line of code. */
final class Collectors {
    private Collectors() {}

    /** What a collector does. */
    interface Collecting {
        void collect(Incident incident, EvidenceSink sink, Duration timeout) throws InterruptedException;
    }

    static Source source(String name, Reach reach, Collecting collecting) {
        return new Source(name, collector(reach, collecting), Duration.ofSeconds(20), 1 << 20);
    }

    static EvidenceCollector collector(Reach reach, Collecting collecting) {
        return new EvidenceCollector() {
            @Override
            public Description describe() {
                return new Description("the log", reach, Cost.NONE);
            }

            @Override
            public void collect(Incident incident, EvidenceSink sink, Duration timeout) throws InterruptedException {
                collecting.collect(incident, sink, timeout);
            }
        };
    }

    /** Brings one item with a text. */
    static Collecting bringing(String name, String text) {
        return (incident, sink, timeout) -> write(sink.item(name, "cat /var/log/" + name), text);
    }

    static void write(EvidenceSink.Item item, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        item.write(bytes, 0, bytes.length);
    }
}
