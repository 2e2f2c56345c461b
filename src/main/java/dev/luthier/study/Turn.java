package dev.luthier.study;

import dev.luthier.run.FileLocks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The turn of one of the processes that share a study to do what each of them would do: the others
 * wait, and find it done. It ends with the process, whatever ends that; the empty file that it is
 * on stays, for one that is removed may be locked by two.
 */
final class Turn implements AutoCloseable {

  private static final long POLL_MILLIS = 100;

  private final FileChannel channel;

  private Turn(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the turn, until {@link #close()}.
   *
   * @param file in a directory that is there
   * @param stop asked while others have the turn
   * @return empty where it was stopped before
   */
  static Optional<Turn> take(Path file, BooleanSupplier stop)
      throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      while (FileLocks.isTaken(channel)) {
        if (stop.getAsBoolean()) {
          channel.close();
          return Optional.empty();
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      channel.close();
      throw e;
    }
    return Optional.of(new Turn(channel));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
