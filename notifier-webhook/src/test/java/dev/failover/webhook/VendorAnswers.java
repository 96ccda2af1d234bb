package dev.failover.webhook;

import mockwebserver3.MockResponse;

/** Answers over HTTP. */
final class VendorAnswers {
    private VendorAnswers() {}

    static MockResponse json(int status, String body) {
        return answer(status, "application/json", body);
    }

    static MockResponse text(int status, String body) {
        return answer(status, "text/plain", body);
    }

    static MockResponse html(int status, String body) {
        return answer(status, "text/html", body);
    }

    private static MockResponse answer(int status, String type, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", type)
                .body(body)
                .build();
    }
}
