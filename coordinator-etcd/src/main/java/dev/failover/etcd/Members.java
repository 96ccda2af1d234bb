package dev.failover.etcd;

import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.util.List;

/** The endpoints of one cluster, and which of them answered last. Thread-safe. */
final class Members {
    private final List<Member> all;
    /** Any of them is right; two threads that move it at once do no harm. */
    private volatile int preferred;

    Members(List<Member> all) {
        this.all = all;
    }

    List<Member> all() {
        return all;
    }

    /** A call to one member. */
    interface Call<T> {
        T to(Member member, Deadline deadline) throws InterruptedException;
    }

    /** Asks one after the other until one answers, beginning with the one that did last; each gets its share of the time left. */
    <T> T read(Deadline deadline, Call<T> call) throws InterruptedException {
        int first = preferred;
        for (int i = 0; ; i++) {
            int index = (first + i) % all.size();
            int left = all.size() - i;
            try {
                T answer = call.to(all.get(index), deadline.orIn(deadline.left().dividedBy(left)));
                preferred = index;
                return answer;
            } catch (UnavailableException e) {
                if (left == 1) {
                    preferred = (first + 1) % all.size();
                    throw e;
                }
            }
        }
    }

    /** Asks the one that answered last, and no other: what it was asked may have been done. The next call begins at another. */
    <T> T write(Deadline deadline, Call<T> call) throws InterruptedException {
        int index = preferred;
        try {
            return call.to(all.get(index), deadline);
        } catch (UnavailableException e) {
            preferred = (index + 1) % all.size();
            throw e;
        }
    }
}
