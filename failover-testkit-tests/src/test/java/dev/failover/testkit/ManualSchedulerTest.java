package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.time.Outcome;
import dev.failover.time.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The manual scheduler")
class ManualSchedulerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> ran = new ArrayList<>();

    private Runnable noting(String name) {
        return () -> ran.add(name + "@" + scheduler.elapsed().toSeconds());
    }

    @Test
    @DisplayName("runs what falls due, each at its moment, in the order of moments and then of calls")
    void order() {
        scheduler.schedule(SECOND.multipliedBy(2), noting("c"));
        scheduler.schedule(SECOND, noting("a"));
        scheduler.schedule(SECOND, noting("b"));
        scheduler.schedule(SECOND.multipliedBy(4), noting("later"));
        scheduler.advance(SECOND.multipliedBy(3));
        assertThat(ran).containsExactly("a@1", "b@1", "c@2");
        assertThat(scheduler.instant()).isEqualTo(ManualScheduler.START.plusSeconds(3));
        assertThat(scheduler.pending()).isEqualTo(1);
    }

    @Test
    @DisplayName("runs what an action schedules, when it falls due within the same advance")
    void nested() {
        scheduler.schedule(SECOND, () -> {
            noting("first").run();
            scheduler.schedule(Duration.ZERO, noting("at once"));
            scheduler.schedule(SECOND, noting("after"));
            scheduler.schedule(SECOND.multipliedBy(2), noting("too late"));
        });
        scheduler.advance(SECOND.multipliedBy(2));
        assertThat(ran).containsExactly("first@1", "at once@1", "after@2");
    }

    @Test
    @DisplayName("moves time by nothing else: running what is due takes none, and neither clock moves by itself")
    void stands() {
        long nanos = scheduler.nanoTime();
        scheduler.start("work", noting("work"));
        scheduler.schedule(SECOND, noting("later"));
        scheduler.runUntilIdle();
        assertThat(ran).containsExactly("work@0");
        assertThat(scheduler.nanoTime()).isEqualTo(nanos);
        assertThat(scheduler.instant()).isEqualTo(ManualScheduler.START);
    }

    @Test
    @DisplayName("steps the wall clock without touching nanoTime() or what is due")
    void jump() {
        scheduler.schedule(SECOND, noting("a"));
        long nanos = scheduler.nanoTime();
        scheduler.jumpWallClock(Duration.ofDays(-1));
        scheduler.runUntilIdle();
        assertThat(ran).isEmpty();
        assertThat(scheduler.nanoTime()).isEqualTo(nanos);
        assertThat(scheduler.instant()).isEqualTo(ManualScheduler.START.minus(Duration.ofDays(1)));
        scheduler.advance(SECOND);
        assertThat(ran).containsExactly("a@1");
    }

    @Test
    @DisplayName("lets time pass in which nothing runs, and runs what fell due meanwhile late, in its order")
    void stall() {
        scheduler.schedule(SECOND, noting("a"));
        scheduler.schedule(Duration.ofSeconds(5), noting("c"));
        scheduler.schedule(Duration.ofSeconds(2), noting("b"));
        scheduler.stall(Duration.ofSeconds(3));
        assertThat(ran).isEmpty();
        scheduler.advance(Duration.ofSeconds(3));
        assertThat(ran).containsExactly("a@3", "b@3", "c@5");
        assertThat(scheduler.elapsed()).hasSeconds(6);
    }

    @Test
    @DisplayName("is suspended with its monotonic clock, but not with its wall clock")
    void suspend() {
        scheduler.schedule(SECOND, noting("a"));
        long nanos = scheduler.nanoTime();
        scheduler.suspend(Duration.ofHours(1));
        assertThat(scheduler.nanoTime()).isEqualTo(nanos);
        assertThat(scheduler.instant()).isEqualTo(ManualScheduler.START.plus(Duration.ofHours(1)));
        scheduler.advance(SECOND);
        assertThat(ran).containsExactly("a@1");
    }

    @Test
    @DisplayName("hands back the outcome of work that spends time as much later, and lets it expire at its limit")
    void spend() {
        for (Duration limit : List.of(SECOND.multipliedBy(3), SECOND)) {
            scheduler.call(
                    "work",
                    limit,
                    () -> {
                        noting("work").run();
                        scheduler.spend(SECOND.multipliedBy(2));
                        return "";
                    },
                    outcome -> noting(outcome.getClass().getSimpleName()).run());
        }
        scheduler.schedule(SECOND, noting("others"));
        scheduler.advance(SECOND.multipliedBy(5));
        assertThat(ran).containsExactly("work@0", "work@0", "Failure@1", "others@1", "Success@2");
    }

    @Test
    @DisplayName("goes on step by step within one moment")
    void step() {
        scheduler.schedule(Duration.ZERO, noting("a"));
        scheduler.schedule(Duration.ZERO, noting("b"));
        scheduler.schedule(SECOND, noting("later"));
        assertThat(scheduler.step()).isTrue();
        assertThat(ran).containsExactly("a@0");
        assertThat(scheduler.step()).isTrue();
        assertThat(scheduler.step()).isFalse();
        assertThat(ran).containsExactly("a@0", "b@0");
    }

    @Test
    @DisplayName("runs work within start, if it is to be as quick as a thread may be")
    void workAtOnce() {
        scheduler.runWorkAtOnce();
        scheduler.start("work", noting("work"));
        assertThat(ran).containsExactly("work@0");
    }

    @Test
    @DisplayName("keeps what work has spent, while other work runs within it")
    void workWithinWork() {
        scheduler.runWorkAtOnce();
        scheduler.schedule(
                Duration.ZERO,
                () -> scheduler.start("outer", () -> {
                    scheduler.spend(SECOND);
                    scheduler.start("inner", () -> scheduler.spend(SECOND.multipliedBy(5)));
                    scheduler.schedule(Duration.ZERO, noting("outer is heard"));
                }));
        scheduler.advance(SECOND.multipliedBy(9));
        assertThat(ran).containsExactly("outer is heard@1");
    }

    @Test
    @DisplayName("passes through the overflow of nanoTime()")
    void overflow() {
        long before = scheduler.nanoTime();
        scheduler.advance(Duration.ofHours(1));
        assertThat(scheduler.nanoTime()).isLessThan(before);
        assertThat(scheduler.nanoTime() - before).isEqualTo(Duration.ofHours(1).toNanos());
    }

    @Test
    @DisplayName("does not run what was cancelled before its turn")
    void cancelled() {
        Task action = scheduler.schedule(SECOND, noting("action"));
        Task work = scheduler.start("work", noting("work"));
        action.cancel();
        work.cancel();
        work.cancel();
        scheduler.advance(SECOND);
        assertThat(ran).isEmpty();
    }

    @Test
    @DisplayName("hands the outcome of work to the event thread")
    void call() {
        List<Outcome<String>> outcomes = new ArrayList<>();
        scheduler.call("asking", SECOND, () -> "answer", outcomes::add);
        assertThat(outcomes).isEmpty();
        scheduler.runUntilIdle();
        assertThat(outcomes).containsExactly(new Outcome.Success<>("answer"));
        assertThat(scheduler.pending()).isZero();
    }

    @Test
    @DisplayName("lets named work hang until its limit, and other work run")
    void hang() {
        List<Outcome<String>> outcomes = new ArrayList<>();
        scheduler.hang(name -> name.startsWith("vendor"));
        scheduler.call("vendor ovh", SECOND.multipliedBy(30), () -> "answer", outcomes::add);
        scheduler.call("other", SECOND, () -> "other", outcomes::add);
        scheduler.advance(SECOND.multipliedBy(29));
        assertThat(outcomes).containsExactly(new Outcome.Success<>("other"));
        scheduler.advance(SECOND);
        assertThat(outcomes).hasSize(2);
        assertThat(outcomes.get(1).<Object>fold(answer -> answer, cause -> cause))
                .isInstanceOf(UnavailableException.class);
        scheduler.hang(name -> false);
        scheduler.call("vendor ovh", SECOND, () -> "well again", outcomes::add);
        scheduler.runUntilIdle();
        assertThat(outcomes).last().isEqualTo(new Outcome.Success<>("well again"));
    }

    @Test
    @DisplayName("stops as soon as what is waited for holds, and says how long it took")
    void until() {
        scheduler.schedule(SECOND, noting("a"));
        scheduler.schedule(SECOND, noting("b"));
        scheduler.schedule(SECOND.multipliedBy(5), noting("c"));
        assertThat(scheduler.runUntil(() -> !ran.isEmpty(), SECOND.multipliedBy(9)))
                .isEqualTo(SECOND);
        assertThat(ran).containsExactly("a@1");
        assertThat(scheduler.runUntil(() -> true, SECOND)).isZero();
        assertThatThrownBy(() -> scheduler.runUntil(() -> ran.size() == 4, SECOND.multipliedBy(9)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("9s of virtual time");
        assertThat(scheduler.elapsed()).isEqualTo(SECOND.multipliedBy(10));
    }

    @Test
    @DisplayName("lets an action that throws hinder no other, and then fails")
    void failures() {
        IllegalStateException bug = new IllegalStateException("a bug");
        scheduler.schedule(SECOND, () -> {
            throw bug;
        });
        scheduler.schedule(SECOND, noting("next"));
        assertThatThrownBy(() -> scheduler.advance(SECOND))
                .isInstanceOf(AssertionError.class)
                .hasCause(bug);
        assertThat(ran).containsExactly("next@1");
    }

    @Test
    @DisplayName("notices actions that schedule each other for ever")
    void livelock() {
        Runnable[] again = new Runnable[1];
        again[0] = () -> scheduler.schedule(Duration.ZERO, again[0]);
        again[0].run();
        assertThatThrownBy(scheduler::runUntilIdle).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("does not let an action move the time it runs in")
    void reentrant() {
        scheduler.schedule(SECOND, () -> scheduler.advance(SECOND));
        assertThatThrownBy(() -> scheduler.advance(SECOND))
                .isInstanceOf(AssertionError.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("drops everything when closed, and takes nothing any more")
    void closed() {
        scheduler.schedule(SECOND, noting("before"));
        scheduler.close();
        scheduler.close();
        scheduler.start("work", noting("after"));
        scheduler.advance(SECOND);
        assertThat(ran).isEmpty();
        assertThat(scheduler.pending()).isZero();
    }

    @Test
    @DisplayName("refuses to move backwards")
    void backwards() {
        assertThatThrownBy(() -> scheduler.advance(SECOND.negated())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scheduler.schedule(SECOND.negated(), noting("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
