package dev.failover.agent.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A round: something goes wrong and prod dies, DNS gives home, it is put right, and all return to prod.
 *
 * @param line which one is cut, if that is it
 */
record Round(Mishap mishap, Optional<OneWay> line) {
    private static final int MINUTE = 60;

    static Round of(Mishap mishap) {
        return new Round(mishap, Optional.empty());
    }

    /** Rounds without end, by lot: of 36 each mishap comes twice, and each direction of each line once. */
    static Stream<Round> byLot(long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> shuffled(random)).flatMap(List::stream);
    }

    private static List<Round> shuffled(Random random) {
        List<Round> deck = new ArrayList<>();
        OneWay.all().forEach(line -> deck.add(new Round(Mishap.ONE_WAY, Optional.of(line))));
        for (Mishap mishap : Mishap.values()) {
            if (mishap != Mishap.ONE_WAY) {
                deck.addAll(Collections.nCopies(2, of(mishap)));
            }
        }
        Collections.shuffle(deck, random);
        return deck;
    }

    void play(Stage stage, Trio trio, EtcdCluster store, Duration late) throws Exception {
        Host holder = trio.holder();
        Agent agent = trio.at(holder);
        switch (mishap) {
            case HOLDER_KILLED -> agent.kill();
            case HOLDER_FROZEN -> agent.freeze();
            case HOLDER_WITHOUT_STORE -> stage.network().cut(holder, Host.STORE);
            case HOLDER_WITHOUT_VENDOR -> stage.network().cut(holder, Host.DNS);
            case ONE_WAY -> line.orElseThrow().cut(stage.network(), trio);
            case LEADER_KILLED -> store.killLeader();
            case VENDOR_LATE -> stage.dns().freeze();
            case CLOCKS_STEPPED -> trio.stepClocks(List.of(MINUTE, -MINUTE, MINUTE));
        }
        stage.prod().kill();
        if (mishap == Mishap.VENDOR_LATE) {
            TimeUnit.MILLISECONDS.sleep(late.toMillis());
            trio.wakeVendor();
        }
        stage.client().awaitAnswer(Host.HOME);
        if (mishap == Mishap.HOLDER_FROZEN) {
            trio.awaitAnotherHolder(holder);
            agent.thaw();
        }
        stage.network().heal();
        store.startAgain();
        if (mishap == Mishap.HOLDER_KILLED) {
            agent.start();
        }
        trio.awaitSite("home");
        stage.prod().startAgain();
        if (mishap == Mishap.CLOCKS_STEPPED) {
            trio.stepClocks(List.of(0, 0, 0));
        }
        stage.client().awaitAnswer(Host.PROD);
        // The others may find out in half a minute: the next round does not wait for them.
        trio.at(trio.holder()).awaitSite("prod");
    }

    @Override
    public String toString() {
        return mishap + line.map(cut -> " " + cut).orElse("");
    }
}
