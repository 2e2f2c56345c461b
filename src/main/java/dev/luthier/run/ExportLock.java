package dev.luthier.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;

/**
 * Keeps a second export out of a target that is not there yet: a lock on a file beside it, which is
 * removed at the end. The lock ends with the process, whatever ends that.
 */
final class ExportLock implements AutoCloseable {

  private final Path target;
  private final Path file;
  private FileChannel channel;

  /**
   * A lock that is not taken yet.
   *
   * @param target whose parent has to be there when the lock is taken
   */
  ExportLock(Path target) {
    this.target = target;
    this.file = target.resolveSibling(target.getFileName() + ".lock");
  }

  /**
   * Takes the lock, until {@link #close()}.
   *
   * @throws RunException where another export has it
   */
  void take() throws IOException {
    while (channel == null) {
      FileChannel opened =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (FileLocks.isTaken(opened)) {
          throw new RunException(
              target
                  + " is being exported to by another command; wait for its end, or name another"
                  + " directory");
        }
        if (isInPlace(opened)) {
          channel = opened;
        }
      } finally {
        if (channel == null) {
          opened.close();
        }
      }
    }
  }

  /** Whether a locked file is still in its place: it may have been removed before it was locked. */
  private boolean isInPlace(FileChannel locked) throws IOException {
    byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    try {
      locked.write(ByteBuffer.wrap(token), 0);
      return Arrays.equals(token, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      // As long as it is locked, so that nobody else's is removed.
      Files.deleteIfExists(file);
      channel.close();
      channel = null;
    }
  }
}
