package dev.failover.internal.loop;

import dev.failover.internal.loop.Loop.Timer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Timers that wait, of which the first is at hand: a binary heap in which each knows its place, as most of them are taken out before
 * their time. Not thread-safe.
 */
final class Timers {
    private static final int LEAST = 64;

    private @Nullable Timer[] heap = new Timer[LEAST];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** The one that is due first; null if there is none. */
    @Nullable
    Timer first() {
        return heap[0];
    }

    void add(Timer timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        rise(size++, timer);
    }

    /** Without effect on one that is not among them. */
    void remove(Timer timer) {
        int place = timer.place;
        if (place < 0) {
            return;
        }
        timer.place = -1;
        Timer last = at(--size);
        heap[size] = null;
        if (last != timer) {
            sink(place, last);
            rise(last.place, last);
        }
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            at(i).place = -1;
        }
        heap = new Timer[LEAST];
        size = 0;
    }

    private Timer at(int place) {
        return Objects.requireNonNull(heap[place]);
    }

    private void put(int place, Timer timer) {
        heap[place] = timer;
        timer.place = place;
    }

    private void rise(int from, Timer timer) {
        int place = from;
        while (place > 0 && timer.isBefore(at((place - 1) / 2))) {
            put(place, at((place - 1) / 2));
            place = (place - 1) / 2;
        }
        put(place, timer);
    }

    private void sink(int from, Timer timer) {
        int place = from;
        int child = earlierChild(place);
        while (child < size && at(child).isBefore(timer)) {
            put(place, at(child));
            place = child;
            child = earlierChild(place);
        }
        put(place, timer);
    }

    private int earlierChild(int place) {
        int left = 2 * place + 1;
        return left + 1 < size && at(left + 1).isBefore(at(left)) ? left + 1 : left;
    }
}
