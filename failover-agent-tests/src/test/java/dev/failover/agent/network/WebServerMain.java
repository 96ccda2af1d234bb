package dev.failover.agent.network;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * A web server on port 80 of whatever host it runs on, as a process of its own: it can be killed. Prints each request, and
 * ends with the process that started it.
 */
final class WebServerMain {
    private static final byte[] PAGE = "welcome\n".repeat(500).getBytes(StandardCharsets.US_ASCII);

    private WebServerMain() {}

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(80), 100);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", WebServerMain::answer);
        server.start();
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Its end is what is waited for.
        }
        System.exit(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body.replace('\n', ' '));
        exchange.sendResponseHeaders(200, PAGE.length);
        exchange.getResponseBody().write(PAGE);
        exchange.close();
    }
}
