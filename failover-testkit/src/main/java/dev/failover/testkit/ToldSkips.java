package dev.failover.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Prints what a contract did not test and why: a build tool shows no more than how many tests were skipped. */
final class ToldSkips implements TestWatcher {
    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        String contract =
                context.getParent().map(parent -> parent.getDisplayName() + " ").orElse("");
        System.out.println(contract + context.getDisplayName() + ": " + cause.getMessage());
    }
}
