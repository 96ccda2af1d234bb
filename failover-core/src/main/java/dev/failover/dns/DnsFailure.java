package dev.failover.dns;

import dev.failover.component.Excerpt;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import org.xbill.DNS.WireParseException;

/** Why a server could not be asked, in words. */
final class DnsFailure {
    private DnsFailure() {}

    static String describe(Throwable failure) {
        if (failure instanceof SocketTimeoutException || failure instanceof CancellationException) {
            return "no answer in time";
        }
        boolean refused = failure instanceof ConnectException
                && String.valueOf(failure.getMessage()).contains("refused");
        if (failure instanceof PortUnreachableException || refused) {
            return "nothing listens there";
        }
        if (failure instanceof NoRouteToHostException) {
            return "no route to it";
        }
        if (failure instanceof UnknownHostException) {
            return "its address can't be found";
        }
        if (failure instanceof WireParseException) {
            return "its answer can't be read: " + Excerpt.of(failure.getMessage());
        }
        if (failure instanceof EOFException) {
            return String.valueOf(failure.getMessage());
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : Excerpt.of(message);
    }
}
