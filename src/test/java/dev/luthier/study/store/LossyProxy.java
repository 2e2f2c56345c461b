package dev.luthier.study.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a client and PostgreSQL, and cuts the connection at a chosen commit. */
final class LossyProxy implements AutoCloseable {

  /** Where the connection is cut, once. */
  enum Cut {
    NOWHERE,
    /** The server never gets the commit. */
    BEFORE_COMMIT,
    /** The server commits; its answer never arrives. */
    AFTER_COMMIT
  }

  /** As the protocol has it: READ COMMITTED is something else. */
  private static final String COMMIT = "COMMIT\0";

  private final ServerSocket entrance;
  private final int port;
  private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NOWHERE);

  LossyProxy(int port) throws IOException {
    this.port = port;
    this.entrance = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    start(
        () -> {
          while (true) {
            serve(entrance.accept());
          }
        });
  }

  int port() {
    return entrance.getLocalPort();
  }

  void cut(Cut cut) {
    next.set(cut);
  }

  Cut next() {
    return next.get();
  }

  @Override
  public void close() throws IOException {
    entrance.close();
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The connection, or the proxy, was closed.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket client) throws IOException {
    Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
    AtomicReference<Cut> cut = new AtomicReference<>(Cut.NOWHERE);
    start(
        () ->
            copy(
                client,
                server,
                bytes -> {
                  if (bytes.contains(COMMIT)) {
                    cut.set(next.getAndSet(Cut.NOWHERE));
                  }
                  return cut.get() != Cut.BEFORE_COMMIT;
                }));
    start(() -> copy(server, client, bytes -> cut.get() != Cut.AFTER_COMMIT));
  }

  private interface Gate {
    boolean passes(String bytes);
  }

  private static void copy(Socket from, Socket to, Gate gate) throws IOException {
    try (from;
        to) {
      InputStream input = from.getInputStream();
      OutputStream output = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        if (!gate.passes(new String(buffer, 0, count, StandardCharsets.ISO_8859_1))) {
          return;
        }
        output.write(buffer, 0, count);
        output.flush();
      }
    }
  }
}
