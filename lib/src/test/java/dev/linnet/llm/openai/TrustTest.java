package dev.linnet.llm.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatRequest;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot prove who it is gets no request and no key. */
@Timeout(60)
class TrustTest {
    @Test
    void a_certificate_that_nobody_vouches_for_is_refused(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        char[] password = "changeit".toCharArray();
        int made = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg", "EC", "-alias", "s", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-keystore",
                store.toString(), "-storetype", "PKCS12", "-storepass", "changeit", "-validity", "2")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start()
                .waitFor();
        assertEquals(0, made, () -> "keytool");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        var requests = new AtomicInteger();
        server.createContext("/", _ -> requests.incrementAndGet());
        server.start();
        try {
            var endpoint = Endpoint.at("https://localhost:" + server.getAddress().getPort() + "/v1").withModel("m");
            var refused = assertThrows(ChatException.class,
                    () -> new OpenAiModel(endpoint, new Pauses()).complete(ChatRequest.of("?")));
            assertEquals(ChatException.Kind.UNREACHABLE, refused.kind());
            assertTrue(refused.getMessage().startsWith(endpoint.base() + " does not prove who it is: "),
                    refused.getMessage());
            assertEquals(0, requests.get());
        } finally {
            server.stop(0);
        }
    }
}
