package dev.failover.agent.page;

import dev.failover.Failover;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.PageDefinition;
import dev.failover.agent.control.Requests;
import dev.failover.agent.page.model.Facts;
import dev.failover.agent.page.model.PublicStatus;
import dev.failover.micrometer.FailoverMetrics;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The status page of a running agent: kept, served and put elsewhere as the configuration in force says, on threads of its own. Whatever
 * goes wrong with it is logged, and changes nothing else. Thread-safe.
 */
public final class StatusPage implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusPage.class);
    private static final Duration PACE = Duration.ofSeconds(1);
    /** How often it is written down without any change. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    /** How often it is looked for while nobody wants it, though whoever begins to says so. */
    private static final Duration UNWANTED = Duration.ofHours(1);

    private static final Duration NEXT_TRY = Duration.ofSeconds(10);
    /** An exported page counts so long: some copies may fail. */
    static final Duration VALID = Duration.ofMinutes(5);

    private final Supplier<Configuration> inForce;
    private final Requests requests;
    private final Supplier<CompletableFuture<?>> responds;
    private final FailoverMetrics metrics;
    private final TimeSource time;
    private final Chronicle chronicle;
    private final Watching watching;
    private final Snapshots snapshots;
    private final LiveReaders readers;
    private final Attempts attempts;
    private final Exports exports;
    private final Listening listening;
    private final Thread watcher = new Thread(this::watch, "failover-page");

    private PageDefinition applied = PageDefinition.NONE;
    private @Nullable PageServer server;
    /** Made when a page is served for the first time: whoever has none pays nothing for it. */
    private @Nullable Exposition exposition;

    /** Another configuration is in force. */
    private final Semaphore news = new Semaphore(0);

    private long nextTry;
    private boolean bindingFails;
    private volatile boolean closed;

    private StatusPage(
            Failover failover,
            Supplier<Configuration> inForce,
            Requests requests,
            LatestChecks checks,
            FailoverMetrics metrics,
            Exports exports,
            Supplier<CompletableFuture<?>> responds,
            TimeSource time) {
        this.inForce = inForce;
        this.requests = requests;
        this.metrics = metrics;
        this.exports = exports;
        this.responds = responds;
        this.time = time;
        Path stateDirectory = inForce.get().stateDirectory();
        chronicle = Chronicle.open(stateDirectory);
        watching = new Watching(failover, chronicle);
        snapshots = new Snapshots(
                () -> new Facts(
                        inForce.get().page().title(), time.instant(), requests.status(), chronicle.all(), checks.all()),
                time);
        readers = new LiveReaders(time);
        attempts = new Attempts(time);
        listening = new Listening(inForce, new Attempts(time));
        nextTry = time.nanoTime();
        watcher.setDaemon(true);
    }

    /**
     * Starts.
     *
     * @param inForce the configuration that is in force at present: a page that is not wanted costs a look at it each hour
     * @param requests answers what the page asks and what is asked by it
     * @param checks told of the checks while a page is wanted
     * @param metrics which watch the failover already
     * @param exports put the page elsewhere
     * @param responds asks the threads that decide
     */
    public static StatusPage start(
            Failover failover,
            Supplier<Configuration> inForce,
            Requests requests,
            LatestChecks checks,
            FailoverMetrics metrics,
            Exports exports,
            Supplier<CompletableFuture<?>> responds,
            TimeSource time) {
        StatusPage page = new StatusPage(failover, inForce, requests, checks, metrics, exports, responds, time);
        page.serveAsConfigured();
        page.listening.follow(page.address().isPresent());
        page.watcher.start();
        return page;
    }

    /** Where it is served; empty if nowhere. */
    synchronized Optional<InetSocketAddress> address() {
        return Optional.ofNullable(server).map(PageServer::address);
    }

    private void watch() {
        long saved = time.nanoTime();
        try {
            while (!closed) {
                try {
                    serveAsConfigured();
                    listening.follow(address().isPresent());
                    exports.follow(inForce.get(), this::exported);
                    if (inForce.get().page().isWanted()) {
                        boolean news = watching.look(inForce.get(), time.instant());
                        if (news) {
                            snapshots.changed();
                            readers.changed();
                            exports.changed();
                        }
                        if (news || time.nanoTime() - saved > QUIET.toNanos()) {
                            chronicle.save();
                            saved = time.nanoTime();
                        }
                    }
                } catch (RuntimeException e) {
                    log.error("A bug: the status page does not follow", e);
                }
                if (inForce.get().page().isWanted()) {
                    time.sleep(PACE);
                } else if (news.tryAcquire(UNWANTED.toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Another configuration is in force. Returns at once. */
    public void reconfigured() {
        news.release();
    }

    private List<ExportedFile> exported() {
        return Export.of(
                PublicStatus.of(snapshots.facts(), Optional.of(time.instant().plus(VALID))));
    }

    private synchronized void serveAsConfigured() {
        PageDefinition wanted = inForce.get().page().served();
        if (closed || wanted.equals(applied) && (!bindingFails || time.nanoTime() - nextTry < 0)) {
            return;
        }
        if (server != null) {
            server.close();
            server = null;
        }
        applied = wanted;
        Optional<InetSocketAddress> listen = wanted.listen();
        if (listen.isEmpty()) {
            bindingFails = false;
            return;
        }
        try {
            Routes routes = new Routes(
                    wanted,
                    snapshots,
                    responds,
                    exposed(),
                    wanted.token().map(token -> new Acting(requests::answer, token, attempts)),
                    listening);
            PageServer started = PageServer.start(listen.get(), routes, readers);
            server = started;
            bindingFails = false;
            log.info("The status page is at http:/{}/", started.address());
        } catch (IOException e) {
            if (!bindingFails) {
                log.warn("The status page can't be served at {}, which is tried again: {}", listen.get(), e.toString());
            }
            bindingFails = true;
            nextTry = time.nanoTime() + NEXT_TRY.toNanos();
        }
    }

    private Exposition exposed() {
        if (exposition == null) {
            exposition = new Exposition(metrics, snapshots::facts);
        }
        return exposition;
    }

    /** Stops serving, and writes down how the services stood. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (server != null) {
                server.close();
            }
        }
        watcher.interrupt();
        exports.close();
        readers.close();
        if (inForce.get().page().isWanted()) {
            chronicle.save();
        }
    }
}
