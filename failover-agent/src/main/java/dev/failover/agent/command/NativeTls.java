package dev.failover.agent.command;

import java.lang.reflect.InvocationTargetException;
import java.security.Provider;
import java.security.Security;

/** Conscrypt, by which checks over https take the processor less time, if it is among third parties' jars. */
final class NativeTls {
    private static final String CLASS = "org.conscrypt.OpenSSLProvider";
    private static final String NAME = "Conscrypt";

    private NativeTls() {}

    /**
     * Registers it behind the JDK's own, so that nobody uses it but who asks for it.
     *
     * @return whether it is there, and so to be removed again: to look for it among all providers would load each of them
     * @throws EndException if it is there and can't be used
     */
    static boolean registerFrom(ClassLoader loader) {
        try {
            Security.addProvider(Class.forName(CLASS, true, loader)
                    .asSubclass(Provider.class)
                    .getConstructor()
                    .newInstance());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw unusable(cause == null ? e : cause);
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            throw unusable(e);
        }
    }

    private static EndException unusable(Throwable why) {
        return new EndException(
                ExitCode.BAD_USAGE,
                "Conscrypt can't be used here (%s): take the one for this system, or remove its jar from the plug-ins"
                        .formatted(why.getMessage()));
    }

    static void remove() {
        Security.removeProvider(NAME);
    }
}
