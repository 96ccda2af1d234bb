package dev.failover.webhook;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A server that enforces what a vendor enforces. */
final class VendorServer implements AutoCloseable {
    final MockWebServer server = new MockWebServer();
    final Vendor vendor;
    /** What was sent, taken or not. */
    final List<RecordedRequest> sent = new ArrayList<>();
    /** What to answer instead; null to answer as the vendor does. */
    @Nullable
    volatile MockResponse fault;

    /** What readers see, by what a repetition is recognised. */
    private final Map<String, String> accepted = new LinkedHashMap<>();

    private VendorServer(Vendor vendor) {
        this.vendor = vendor;
    }

    static VendorServer start(Vendor vendor) throws IOException {
        VendorServer started = new VendorServer(vendor);
        started.server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return started.answer(request);
            }
        });
        started.server.start();
        return started;
    }

    URI url() {
        return server.url("/").uri();
    }

    synchronized List<String> accepted() {
        return List.copyOf(accepted.values());
    }

    synchronized int attempts() {
        return sent.size();
    }

    private synchronized MockResponse answer(RecordedRequest request) {
        if (request.getMethod().equals("GET")) {
            MockResponse instead = fault;
            return instead == null ? VendorAnswers.json(200, "{\"ok\":true}") : instead;
        }
        sent.add(request);
        MockResponse instead = fault;
        if (instead != null) {
            return instead;
        }
        try {
            ByteString bytes = request.getBody();
            JsonElement body = JsonParser.parseString(bytes == null ? "" : bytes.utf8());
            if (vendor.isTooLong(body)) {
                return VendorAnswers.json(400, "{\"message\":\"too long\"}");
            }
            Optional<String> key = vendor.repeated(request, body);
            accepted.putIfAbsent(key.orElse("number " + accepted.size()), vendor.shown(texts(body)));
            return vendor.taken;
        } catch (JsonParseException | IllegalStateException e) {
            return VendorAnswers.json(400, "{\"message\":\"not understood\"}");
        }
    }

    private static String texts(JsonElement json) {
        if (json.isJsonObject()) {
            return json.getAsJsonObject().asMap().values().stream()
                    .map(VendorServer::texts)
                    .collect(Collectors.joining("\n"));
        }
        if (json.isJsonArray()) {
            return json.getAsJsonArray().asList().stream()
                    .map(VendorServer::texts)
                    .collect(Collectors.joining("\n"));
        }
        return json.getAsString();
    }

    @Override
    public void close() {
        server.close();
    }
}
