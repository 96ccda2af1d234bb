package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.http.ApiRefusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonTest {
    @ParameterizedTest(name = "{0} {1} \"{2}\": {3}")
    @CsvSource({
        "400, QUERY_TIME_OUT, Query out of time, CLOCK",
        "400, Client::BadRequest, Query out of time, CLOCK",
        "400, INVALID_SIGNATURE, Invalid signature, SIGNATURE",
        "400, Client::BadRequest, Invalid signature, SIGNATURE",
        "401, Client::Unauthorized, You must login first, NOT_LOGGED_IN",
        "401, '', '', NOT_LOGGED_IN",
        "403, NOT_CREDENTIAL, You must login first, NOT_LOGGED_IN",
        "403, INVALID_CREDENTIAL, This credential is not valid, INVALID_CREDENTIAL",
        "403, INVALID_CREDENTIAL, This credential does not exist, INVALID_CREDENTIAL",
        "403, Client::Forbidden, This credential does not exist, INVALID_CREDENTIAL",
        "403, NOT_GRANTED_CALL, This call has not been granted, NOT_GRANTED",
        "403, Client::Forbidden, This call has not been granted, NOT_GRANTED",
        "403, Client::Forbidden, User not granted for this request, NOT_GRANTED",
        "403, INVALID_KEY, This application key is invalid, INVALID_KEY",
        "403, Client::Forbidden, This application key is invalid, INVALID_KEY",
        "404, Client::NotFound, This service does not exist, NOT_FOUND",
        "404, '', Got an invalid (or empty) URL, NOT_FOUND",
        "460, '', This service is expired, EXPIRED",
        "400, Client::BadRequest, Invalid target, OTHER",
    })
    void reasons(int status, String code, String message, Reason reason) {
        assertThat(Reason.of(new ApiRefusal(status, code, message, ""))).isEqualTo(reason);
    }
}
