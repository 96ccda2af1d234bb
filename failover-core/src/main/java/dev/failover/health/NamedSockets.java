package dev.failover.health;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.StandardConstants;

/**
 * TLS sockets that name the host they want (SNI, RFC 6066, section 3), also one with an underscore: for that the JDK sends no name at
 * all, and so gets the certificate of somebody else.
 */
final class NamedSockets extends SSLSocketFactory {
    private final SSLSocketFactory sockets;

    /** As {@link javax.net.ssl.SNIHostName}, which takes names of RFC 1123 only. */
    private static final class HostName extends SNIServerName {
        HostName(String host) {
            super(StandardConstants.SNI_HOST_NAME, host.getBytes(StandardCharsets.US_ASCII));
        }
    }

    NamedSockets(SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /**
     * The name that is sent for a host, where the JDK can't know it: none for an address or a name without a dot, as the JDK does of
     * itself.
     */
    static List<SNIServerName> serverNames(String host) {
        if (host.indexOf('_') >= 0) {
            return List.of(new HostName(host));
        }
        boolean isName = host.indexOf('.') > 0 && !host.endsWith(".") && !InetAddresses.isInetAddress(host);
        return isName ? List.of(new SNIHostName(host)) : List.of();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        Socket made = sockets.createSocket(socket, host, port, autoClose);
        if (host.indexOf('_') >= 0 && made instanceof SSLSocket tls) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(serverNames(host));
            tls.setSSLParameters(parameters);
        }
        return made;
    }

    @Override
    public Socket createSocket(Socket socket, InputStream consumed, boolean autoClose) {
        throw layered();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw layered();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw layered();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw layered();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw layered();
    }

    private static UnsupportedOperationException layered() {
        return new UnsupportedOperationException("makes TLS over a socket that is there only");
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}
