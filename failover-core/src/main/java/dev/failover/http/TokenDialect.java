package dev.failover.http;

import dev.failover.component.Secret;
import dev.failover.time.Deadline;

/** The dialect of an API that takes one token, as bearer unless said otherwise. */
public interface TokenDialect extends ApiDialect {
    Secret token();

    @Override
    default HttpCall authenticate(HttpCall call, ApiRequest request, Deadline deadline) {
        return call.bearer(token());
    }

    @Override
    default String mask(String text) {
        return token().maskIn(text);
    }
}
