package dev.luthier.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A directory in which a data set is gathered, under another name than the set's. A lock tells that
 * somebody is at it: it ends with the process, whatever ends that, and the next one to gather the
 * same set removes what was left.
 */
final class Gathering implements AutoCloseable {

  private static final String LOCK = ".lock";

  private final Path directory;
  private final FileChannel lock;

  private Gathering(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Begins with an empty directory.
   *
   * @param dataDirectory where it is made
   * @param name of the set
   */
  static Gathering begin(Path dataDirectory, String name) throws IOException {
    String prefix = "." + name + "-";
    removeAbandoned(dataDirectory, prefix);
    // Not a temporary directory, whose permissions are those of one user alone.
    Path directory = Files.createDirectory(dataDirectory.resolve(prefix + UUID.randomUUID()));
    FileChannel lock =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock.lock();
    return new Gathering(directory, lock);
  }

  private static void removeAbandoned(Path dataDirectory, String prefix) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(dataDirectory, prefix + "*")) {
      for (Path each : found) {
        if (isAbandoned(each)) {
          delete(each);
        }
      }
    }
  }

  private static boolean isAbandoned(Path gathered) throws IOException {
    try (FileChannel channel = FileChannel.open(gathered.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock taken = channel.tryLock()) {
      return taken != null;
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      // It begins or ends at this moment, or another thread is at it.
      return false;
    }
  }

  Path directory() {
    return directory;
  }

  /** Makes the directory the set's own, in one step. */
  void moveTo(Path place) throws IOException {
    Files.delete(directory.resolve(LOCK));
    try {
      Files.move(directory, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new DataException(place + ": the file system cannot move a directory in one step", e);
    }
  }

  /** Removes what was not moved. */
  @Override
  public void close() throws IOException {
    try (lock) {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
