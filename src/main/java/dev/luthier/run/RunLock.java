package dev.luthier.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second training out of a run's directory. The lock ends with the process, whatever ends
 * that; the empty file that it is on stays, for one that is removed may be locked by two.
 */
final class RunLock implements AutoCloseable {

  private final RunDirectory directory;
  private FileChannel channel;

  /** A lock that is not taken yet. */
  RunLock(RunDirectory directory) {
    this.directory = directory;
  }

  /**
   * Takes the lock of a directory that is there, until {@link #close()}; once taken, does nothing.
   *
   * @throws RunException where another training has it
   */
  void take() throws IOException {
    Path root = directory.root();
    if (channel != null || !Files.isWritable(root)) {
      // Nobody trains where nothing can be written: what is to be written first says why.
      return;
    }
    channel =
        FileChannel.open(directory.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (FileLocks.isTaken(channel)) {
      close();
      throw new RunException(
          root
              + " is being trained by another command; wait for its end, or name another"
              + " directory");
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
