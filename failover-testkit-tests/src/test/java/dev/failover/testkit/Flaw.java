package dev.failover.testkit;

import java.util.Set;

/**
 * One way to break a contract.
 *
 * @param sentence the display name of the test that must go red
 * @param wide whether whatever builds on it may go red as well
 * @param also beginnings of the other sentences that may go red with it
 * @param broken makes the broken implementation
 */
record Flaw<F>(String sentence, boolean wide, Set<String> also, F broken) {
    boolean mayBreak(String red) {
        return wide || red.equals(sentence) || also.stream().anyMatch(red::startsWith);
    }
}
