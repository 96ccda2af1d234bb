package dev.failover.agent;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import com.google.auto.service.AutoService;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Logs to the standard error stream; in code, as reading an XML configuration would take longer than most verbs.
 *
 * <p>Asynchronous and never waiting: whoever reads our standard error too slowly must not hold up a switch.
 */
@AutoService(Configurator.class)
public final class Logging extends ContextAwareBase implements Configurator {
    private static final int QUEUE = 1024;
    private static final LogLine LINE = new LogLine();
    private static final ThreadLocal<Boolean> SILENT = ThreadLocal.withInitial(() -> false);
    /** Who gets it ready, if somebody does. */
    private static Optional<Thread> preparing = Optional.empty();

    /** For {@link java.util.ServiceLoader}. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LINE.setContext(context);
        LINE.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(LINE);
        console.start();
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setName("stderr");
        async.setQueueSize(QUEUE);
        async.setNeverBlock(true);
        async.setDiscardingThreshold(0);
        async.addAppender(console);
        async.start();
        context.addTurboFilter(new Silence());
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(async);
        root.setLevel(Level.WARN);
        // Every answer that does not come is told by the library itself, in words.
        context.getLogger("org.xbill").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Begins to get it ready, for which all jars are opened and searched: beside what is done before {@link #format} is called. Until then
     * its levels can't be set. On the thread that calls that, too.
     */
    static void prepare() {
        Thread thread = new Thread(LoggerFactory::getILoggerFactory, "failover-logging");
        thread.setDaemon(true);
        thread.start();
        preparing = Optional.of(thread);
    }

    /** How each event is written from now on. */
    public static void format(LogFormat format) throws InterruptedException {
        if (preparing.isPresent()) {
            preparing.get().join();
        }
        LINE.json(format == LogFormat.JSON);
    }

    /** Tells what went wrong as everything else is told: by the log if that is JSON, else to whoever reads the terminal. */
    public static Consumer<String> voice(PrintStream terminal) {
        return LINE.isJson() ? LoggerFactory.getLogger("failover")::error : terminal::println;
    }

    /** Tells of a bug that ends a verb, in the same way. */
    public static void bug(Throwable thrown, PrintStream terminal) {
        if (LINE.isJson()) {
            LoggerFactory.getLogger("failover").error("A bug in failover; please report it", thrown);
        } else {
            terminal.println("A bug in failover; please report it with what follows:");
            thrown.printStackTrace(terminal);
        }
    }

    /** How much a verb says: warnings only. */
    public static void quiet() {
        level("dev.failover", Level.ERROR);
    }

    /** How much a verb says that keeps running. What it prints as events is not logged once more. */
    public static void informative() {
        level("dev.failover", Level.INFO);
        level("dev.failover.ServiceLoop", Level.ERROR);
    }

    /** Says everything. */
    public static void verbose() {
        level("dev.failover", Level.DEBUG);
        level("dev.failover.ServiceLoop", Level.DEBUG);
    }

    /** Does what is to be told to nobody: on this thread, nothing is logged meanwhile. */
    public static void silently(Runnable work) {
        SILENT.set(true);
        try {
            work.run();
        } finally {
            SILENT.remove();
        }
    }

    private static final class Silence extends TurboFilter {
        @Override
        public FilterReply decide(
                Marker marker,
                ch.qos.logback.classic.Logger logger,
                Level level,
                String format,
                Object[] values,
                Throwable thrown) {
            return SILENT.get() ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }

    private static void level(String logger, Level level) {
        if (LoggerFactory.getLogger(logger) instanceof ch.qos.logback.classic.Logger known) {
            known.setLevel(level);
        }
    }

    /** Writes out what is still queued; nothing is logged after it. */
    public static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
