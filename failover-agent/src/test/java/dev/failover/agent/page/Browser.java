package dev.failover.agent.page;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Chromium without a window, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final long SECONDS = 30;

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonObject>> events = new ConcurrentHashMap<>();

    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Browser(Process process, String debugger) throws Exception {
        this.process = process;
        HttpClient http = HttpClient.newHttpClient();
        URI pages = URI.create(debugger.replace("ws://", "http://").replaceFirst("/devtools.*", "/json/list"));
        String list = http.send(HttpRequest.newBuilder(pages).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        String page = JsonParser.parseString(list)
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .get("webSocketDebuggerUrl")
                .getAsString();
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(page), new Listener())
                .get(SECONDS, TimeUnit.SECONDS);
        call("Page.enable", "{}");
        call("Runtime.enable", "{}");
        call("Log.enable", "{}");
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
                text.setLength(0);
                if (message.has("id")) {
                    answers.get(message.get("id").getAsInt()).complete(message);
                } else {
                    if (message.get("method").getAsString().equals("Log.entryAdded")) {
                        complaints.add(message.getAsJsonObject("params")
                                .getAsJsonObject("entry")
                                .get("text")
                                .getAsString());
                    }
                    CompletableFuture<JsonObject> awaited =
                            events.remove(message.get("method").getAsString());
                    if (awaited != null) {
                        awaited.complete(message);
                    }
                }
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** @param profile a directory that is thrown away */
    static Browser start(Path profile) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "--user-data-dir=" + profile,
                "about:blank"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("DevTools listening on ")) {
                Thread drain = new Thread(() -> said.lines().forEach(any -> {}), "what chromium says");
                drain.setDaemon(true);
                drain.start();
                return new Browser(process, line.substring("DevTools listening on ".length()));
            }
        }
        throw new IOException("chromium did not start");
    }

    private JsonObject call(String method, String parameters) throws Exception {
        int id = number.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText("{\"id\":%s,\"method\":\"%s\",\"params\":%s}".formatted(id, method, parameters), true)
                .get(SECONDS, TimeUnit.SECONDS);
        JsonObject message = answer.get(SECONDS, TimeUnit.SECONDS);
        answers.remove(id);
        if (message.has("error")) {
            throw new IOException(method + ": " + message.get("error"));
        }
        return message.getAsJsonObject("result");
    }

    /** From now on pages are so wide, in this scheme of colours. */
    void look(int width, int height, boolean dark) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":%s,\"height\":%s,\"deviceScaleFactor\":1,\"mobile\":false}".formatted(width, height));
        call(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}"
                        .formatted(dark ? "dark" : "light"));
    }

    /** Whether scripts run. */
    void scripts(boolean run) throws Exception {
        call("Emulation.setScriptExecutionDisabled", "{\"value\":%s}".formatted(!run));
    }

    void open(String url) throws Exception {
        CompletableFuture<JsonObject> loaded = new CompletableFuture<>();
        events.put("Page.loadEventFired", loaded);
        call("Page.navigate", "{\"url\":\"%s\"}".formatted(url));
        loaded.get(SECONDS, TimeUnit.SECONDS);
    }

    /** What the browser found wrong with the pages: what their policy forbids, and what is not there. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** What an expression of JavaScript comes to; its promise is waited for. */
    JsonElement evaluate(String expression) throws Exception {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("expression", expression);
        parameters.addProperty("returnByValue", true);
        parameters.addProperty("awaitPromise", true);
        JsonObject result = call("Runtime.evaluate", parameters.toString());
        if (result.has("exceptionDetails")) {
            throw new IOException(String.valueOf(result.get("exceptionDetails")));
        }
        return result.getAsJsonObject("result").get("value");
    }

    /** Presses a key as somebody without a mouse does. */
    void press(String key) throws Exception {
        for (String kind : List.of("rawKeyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    "{\"type\":\"%s\",\"key\":\"%2$s\",\"code\":\"%2$s\",\"windowsVirtualKeyCode\":%3$s}"
                            .formatted(kind, key, key.equals("Tab") ? 9 : 13));
        }
    }

    /** A picture of what is in sight, or of the whole page. */
    byte[] picture(boolean whole) throws Exception {
        JsonObject result =
                call("Page.captureScreenshot", "{\"format\":\"png\",\"captureBeyondViewport\":%s}".formatted(whole));
        return Base64.getDecoder().decode(result.get("data").getAsString());
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }
}
