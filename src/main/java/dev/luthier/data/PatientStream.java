package dev.luthier.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A stream that fails where nothing has come of it for too long, instead of waiting forever. */
final class PatientStream extends FilterInputStream {

  private final Duration patience;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long lastNanos = System.nanoTime();
  private volatile boolean isStalled;

  /**
   * Begins to wait.
   *
   * @param in whose reads fail once it is closed
   */
  PatientStream(InputStream in, Duration patience) {
    super(in);
    this.patience = patience;
    Thread watch = new Thread(this::watch, "patience");
    watch.setDaemon(true);
    watch.start();
  }

  private void watch() {
    try {
      long left = patience.toNanos();
      while (!closed.await(left, TimeUnit.NANOSECONDS)) {
        left = patience.toNanos() - (System.nanoTime() - lastNanos);
        if (left <= 0) {
          isStalled = true;
          in.close();
          return;
        }
      }
    } catch (IOException | InterruptedException e) {
      // The reader finds the stream closed, or goes on unwatched as the process ends.
      isStalled = true;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int start, int length) throws IOException {
    int read;
    try {
      read = super.read(bytes, start, length);
    } catch (IOException e) {
      throw isStalled ? stalled(e) : e;
    }
    if (isStalled) {
      throw stalled(null);
    }
    lastNanos = System.nanoTime();
    return read;
  }

  private IOException stalled(IOException cause) {
    return new IOException("nothing has come for " + patience.toSeconds() + " s", cause);
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    super.close();
  }
}
