package dev.failover.agent.command;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Questions that many have, each asked once: who comes second waits for the answer that the first gets. Thread-safe. */
final class Once<K, V> {
    /** What is asked. */
    @FunctionalInterface
    interface Question<K, V> {
        V ask(K about) throws InterruptedException;
    }

    private final Question<K, V> question;
    private final Map<K, FutureTask<V>> answers = new ConcurrentHashMap<>();

    Once(Question<K, V> question) {
        this.question = question;
    }

    V answer(K about) throws InterruptedException {
        FutureTask<V> answer = answers.computeIfAbsent(about, key -> new FutureTask<>(() -> question.ask(key)));
        answer.run();
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking about " + about + " failed", e.getCause());
        }
    }
}
