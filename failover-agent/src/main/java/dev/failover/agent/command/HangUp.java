package dev.failover.agent.command;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP as a wish to reload. By reflection: the compiler warns of the JDK's only way to hear of a signal, {@code sun.misc.Signal},
 * and knows no way to be told that this is meant.
 */
final class HangUp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HangUp.class);
    private static final String HANDLER = "sun.misc.SignalHandler";

    /** What is done about it. */
    @FunctionalInterface
    interface Wish {
        Object fulfil() throws InterruptedException;
    }

    private final Semaphore heard = new Semaphore(0);
    private final Thread thread;

    private HangUp(Wish wish) {
        // Made by whoever runs the agent, whose class path with third parties' jars it inherits; a signal's own thread
        // has it not.
        thread = new Thread(() -> serve(wish), "failover-reload");
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on each SIGHUP has the wish fulfilled, one after another; where the system knows no such signal, nothing does. */
    static HangUp handle(Wish wish) {
        HangUp hangUp = new HangUp(wish);
        try {
            Class<?> handler = Class.forName(HANDLER);
            register(Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        hangUp.heard.release();
                        return null;
                    }));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            log.debug("SIGHUP can't be heard: {}", e.toString());
        }
        return hangUp;
    }

    private static void register(Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        try {
            signal.getMethod("handle", signal, Class.forName(HANDLER))
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handler);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause());
        }
    }

    private void serve(Wish wish) {
        try {
            while (true) {
                heard.acquire();
                // Those that came meanwhile are fulfilled with this one.
                heard.drainPermits();
                try {
                    wish.fulfil();
                } catch (RuntimeException e) {
                    log.error("A bug: reloading failed", e);
                }
            }
        } catch (InterruptedException e) {
            // It is over.
        }
    }

    /** What is heard from now on is passed over: whoever stops reloads nothing. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
