package dev.failover.internal.probe;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.internal.io.BoundedSockets;
import dev.failover.internal.io.EndlessInputException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A line of TLS")
class TlsLineTest {
    private static final class AnyPeer implements Tls {
        @Override
        public SSLEngine begin() {
            throw new AssertionError("it has not begun");
        }

        @Override
        public void accept(SSLSession session) {}
    }

    @Test
    @DisplayName("takes only so much of what makes no sense")
    void isBounded() throws Exception {
        TlsLine line = new TlsLine(new AnyPeer());
        line.arrives(ByteBuffer.allocate(BoundedSockets.LIMIT));
        assertThatThrownBy(() -> line.arrives(ByteBuffer.allocate(1))).isInstanceOf(EndlessInputException.class);
    }
}
