package dev.failover.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.World;
import dev.failover.decision.Place;
import dev.failover.decision.RecordLook;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is known of the zones' own servers, and as of when. */
class RecordWatchTest {
    private static final Place WWW = new Place("dns", World.WWW);
    private static final Place API = new Place("other", new RecordKey("api", RecordType.A));

    private final ManualScheduler time = new ManualScheduler();
    private final Map<String, String> served = new LinkedHashMap<>(Map.of("www", World.PROD, "api", World.PROD));
    private int looks;
    /** What happens while a place is looked at. */
    private Runnable meanwhile = () -> {};

    private final RecordWatch watch = new RecordWatch(
            time,
            (zone, key, timeout) -> {
                Runnable first = meanwhile;
                meanwhile = () -> {};
                String seen = served.get(key.name());
                first.run();
                RecordSet recordSet = RecordSet.of(key, Duration.ofSeconds(60), seen);
                return new Publication(key, List.of(new Publication.Served("ns", Optional.of(recordSet))));
            },
            places(),
            () -> looks++);

    private static Map<Place, String> places() {
        Map<Place, String> places = new LinkedHashMap<>();
        places.put(WWW, "example.org");
        places.put(API, "example.net");
        return places;
    }

    private String seen(Place place) {
        return watch.published()
                .get(place)
                .agreed()
                .orElseThrow()
                .values()
                .iterator()
                .next();
    }

    /** Who asks wants to know what is so from now on: a look under way may have seen what was before. */
    @Test
    void aLookAskedForDuringALookIsMadeAfterIt() {
        meanwhile = () -> {
            served.put("www", World.HOME);
            watch.look();
        };
        watch.look();
        time.advance(Duration.ofSeconds(1));

        assertThat(looks).isEqualTo(2);
        assertThat(seen(WWW)).isEqualTo(World.HOME);
    }

    /** Many services are started at once, and must not look at once for ever. */
    @Test
    void theFirstLookIsMadeInItsPhase() {
        watch.start(Duration.ofSeconds(2));
        time.advance(Duration.ofSeconds(1));
        assertThat(looks).isZero();
        time.advance(Duration.ofSeconds(1));
        assertThat(looks).isEqualTo(1);
        time.advance(Duration.ofSeconds(30));
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void whoNeedsToKnowDoesNotWaitForThePhase() {
        watch.start(Duration.ofSeconds(2));
        watch.hurry();
        watch.relax();
        time.advance(Duration.ofSeconds(29));
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void whatALookBeforeForgettingSawIsNotTakenForNew() {
        meanwhile = () -> {
            served.put("www", World.HOME);
            time.schedule(Duration.ZERO, watch::forget);
        };
        watch.look();
        time.advance(Duration.ofSeconds(1));

        assertThat(looks).as("the look before never ended").isEqualTo(1);
        assertThat(seen(WWW)).isEqualTo(World.HOME);
        assertThat(seen(API)).isEqualTo(World.PROD);
    }

    @Test
    void forgettingDuringALookMeansThatNothingIsKnownUntilTheNextIsComplete() {
        watch.look();
        time.runUntilIdle();
        time.hang(name -> name.endsWith("example.net"));
        watch.look();
        time.runUntilIdle();
        watch.forget();
        time.runUntilIdle();

        assertThat(watch.published()).isEmpty();
        assertThat(watch.reachedAtLast()).isEqualTo(RecordWatch.Reached.NOT_TRIED);
    }

    /** As a human wants to see it: which server gave what, when, and what should be there. */
    @Test
    void theLatestLookHasEachAnswerBesideWhatIsDecided() {
        assertThat(watch.latest(Map.of())).as("nobody has looked").isEmpty();
        watch.look();
        time.runUntilIdle();
        Instant first = time.instant();
        RecordSet decided = RecordSet.of(WWW.key(), Duration.ofSeconds(60), World.HOME);

        RecordLook look = watch.latest(Map.of(WWW, decided)).orElseThrow();
        assertThat(look.at()).isEqualTo(first);
        assertThat(look.records())
                .extracting(RecordLook.Looked::name)
                .containsExactly("www.example.org", "api.example.net");
        assertThat(look.records().get(0).publication())
                .isEqualTo(watch.published().get(WWW));
        assertThat(look.records().get(0).decided()).contains(decided);
        assertThat(look.records().get(1).decided()).isEmpty();

        time.hang(name -> name.endsWith("example.net"));
        watch.look();
        time.advance(Duration.ofSeconds(1));
        assertThat(watch.latest(Map.of()).orElseThrow().at())
                .as("a look that is not over")
                .isEqualTo(first);
        watch.forget();
        assertThat(watch.latest(Map.of())).isEmpty();
    }

    @Test
    void itTellsWhereTheAnswerIsAnotherOne() {
        watch.look();
        time.runUntilIdle();
        assertThat(watch.changed()).as("the first is none").isEmpty();
        assertThat(watch.isAsBefore()).isFalse();
        served.put("api", World.HOME);
        watch.look();
        time.runUntilIdle();
        assertThat(watch.changed()).containsExactly(API);
        assertThat(watch.isAsBefore()).isFalse();
        watch.look();
        time.runUntilIdle();
        assertThat(watch.changed()).isEmpty();
        assertThat(watch.isAsBefore()).isTrue();
    }
}
