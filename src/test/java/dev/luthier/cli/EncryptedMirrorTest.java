package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mirror behind HTTPS whose certificate is its own, and that leads to one without. */
@Timeout(60)
class EncryptedMirrorTest {

  private static final String STORE_PASSWORD = "changeit";

  @TempDir private Path directory;
  private final AtomicInteger plainRequests = new AtomicInteger();
  private Path keys;
  private HttpsServer encrypted;
  private HttpServer plain;

  @BeforeEach
  void start() throws IOException, InterruptedException, GeneralSecurityException {
    keys = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "mirror",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                STORE_PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertTrue(keytool.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, keytool.exitValue(), Files.readString(directory.resolve("keytool.log")));
    plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    plain.createContext(
        "/",
        exchange -> {
          plainRequests.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    plain.start();
    encrypted = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    encrypted.setHttpsConfigurator(new HttpsConfigurator(context()));
    encrypted.createContext(
        "/",
        exchange -> {
          exchange
              .getResponseHeaders()
              .add("Location", "http://localhost:" + plain.getAddress().getPort() + "/");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    encrypted.start();
  }

  private SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, STORE_PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, STORE_PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  @AfterEach
  void stop() {
    encrypted.stop(0);
    plain.stop(0);
  }

  private String get(List<String> javaOptions) throws IOException, InterruptedException {
    Path data = directory.resolve("data");
    Invocation failed =
        Invocation.ofProcess(
            Map.of("LUTHIER_DATA", data.toString()),
            javaOptions,
            "data",
            "get",
            "mnist",
            "--mirror",
            "https://localhost:" + encrypted.getAddress().getPort());
    assertEquals(ExitCode.FAILED, failed.code(), failed.err());
    assertEquals(1, failed.err().lines().count(), failed.err());
    assertFalse(Files.exists(data.resolve("mnist")));
    assertEquals(0, plainRequests.get());
    return failed.err();
  }

  @Test
  void aCertificateOfNobodysIsRefused() throws IOException, InterruptedException {
    String error = get(List.of());
    assertTrue(error.contains("PKIX path building failed"), error);
  }

  @Test
  void whatIsEncryptedStaysSo() throws IOException, InterruptedException {
    String error =
        get(
            List.of(
                "-Djavax.net.ssl.trustStore=" + keys,
                "-Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD));
    assertTrue(error.endsWith(": the server answered 302; try --mirror\n"), error);
  }
}
