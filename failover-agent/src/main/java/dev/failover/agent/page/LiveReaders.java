package dev.failover.agent.page;

import com.sun.net.httpserver.HttpExchange;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Browsers that wait to be told of a change (server-sent events, as in the HTML standard). All of them together have one thread, and are
 * told nothing but that there is something new: a whole stream has less than 4 KiB, which the system takes from us at once, whether the
 * browser reads or not. Streams end by themselves, and browsers begin anew. Thread-safe.
 */
final class LiveReaders implements AutoCloseable {
    static final int MOST = 500;
    /** Before the server's own limit for an answer ends it less politely. */
    private static final Duration LONGEST = Duration.ofSeconds(50);

    private static final Duration STILL_HERE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** As {@link #wait(long)} says it. */
    private static final long FOR_EVER = 0;

    private final TimeSource time;
    private final List<Reader> readers = new ArrayList<>();
    private final Thread thread = new Thread(this::tell, "failover-page-live");
    private boolean changed;
    private boolean closed;

    LiveReaders(TimeSource time) {
        this.time = time;
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Reader {
        private final HttpExchange exchange;
        private final long began;
        private long spoken;

        Reader(HttpExchange exchange, long now) {
            this.exchange = exchange;
            this.began = now;
            this.spoken = now;
        }

        void say(String words) throws IOException {
            OutputStream out = exchange.getResponseBody();
            out.write(words.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    /**
     * Takes over an exchange whose headers are set; it is ended here.
     *
     * @return false, and nothing is done, if there are too many
     */
    boolean join(HttpExchange exchange) throws IOException {
        synchronized (this) {
            if (closed || readers.size() >= MOST) {
                return false;
            }
        }
        exchange.sendResponseHeaders(200, 0);
        Reader reader = new Reader(exchange, time.nanoTime());
        reader.say("retry: 2000\n\n");
        synchronized (this) {
            readers.add(reader);
            notifyAll();
        }
        return true;
    }

    /** There is something new. */
    synchronized void changed() {
        changed = true;
        notifyAll();
    }

    /** How many there are. */
    synchronized int count() {
        return readers.size();
    }

    private void tell() {
        try {
            while (true) {
                List<Reader> all;
                boolean news;
                synchronized (this) {
                    if (!changed && !closed) {
                        wait(readers.isEmpty() ? FOR_EVER : PAUSE.toMillis());
                    }
                    if (closed) {
                        return;
                    }
                    news = changed;
                    changed = false;
                    all = List.copyOf(readers);
                }
                List<Reader> gone =
                        all.stream().filter(reader -> !isServed(reader, news)).toList();
                synchronized (this) {
                    readers.removeAll(gone);
                }
                // Not more often than a page is worth looking at.
                time.sleep(news ? PAUSE : Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isServed(Reader reader, boolean news) {
        long now = time.nanoTime();
        boolean over = now - reader.began > LONGEST.toNanos();
        try {
            if (news) {
                reader.say("event: change\ndata: 1\n\n");
                reader.spoken = now;
            } else if (now - reader.spoken > STILL_HERE.toNanos()) {
                reader.say(":\n\n");
                reader.spoken = now;
            }
        } catch (IOException e) {
            over = true;
        }
        if (over) {
            reader.exchange.close();
        }
        return !over;
    }

    /** Ends all streams. Idempotent. */
    @Override
    public void close() {
        List<Reader> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(readers);
            readers.clear();
            notifyAll();
        }
        thread.interrupt();
        all.forEach(reader -> reader.exchange.close());
    }
}
