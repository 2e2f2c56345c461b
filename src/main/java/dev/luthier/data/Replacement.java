package dev.luthier.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file or a directory that appears as a whole or not at all, in the place of what was there
 * before: written under another name beside it, then renamed. Whatever ends the process leaves the
 * former or the new content; what was begun and not finished is removed by the next attempt.
 *
 * <p>Durable ones are forced to the disk before and after the renaming, so that the same holds for
 * a power failure.
 */
public final class Replacement {

  private static final String UNFINISHED = ".unfinished";
  private static final String FORMER = ".former";

  private Replacement() {}

  /** Writes the new content. */
  @FunctionalInterface
  public interface Writing {

    /**
     * Writes.
     *
     * @param unfinished where to; an absent file, or an empty directory
     */
    void to(Path unfinished) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @throws IOException naming the file; the former one is still there then
   */
  public static void ofFile(Path target, boolean durable, Writing writing) throws IOException {
    Path unfinished = beside(target, UNFINISHED);
    replace(
        target,
        unfinished,
        durable,
        () -> {
          // What is left of an earlier attempt, or a link that somebody has put there.
          Files.deleteIfExists(unfinished);
          writing.to(unfinished);
          if (durable) {
            force(unfinished);
          }
          Files.move(
              unfinished,
              target,
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        });
  }

  /**
   * Writes a directory. The parent has to be there.
   *
   * @throws IOException naming the directory; the former one is still there then
   */
  public static void ofDirectory(Path target, boolean durable, Writing writing) throws IOException {
    Path unfinished = beside(target, UNFINISHED);
    Path former = beside(target, FORMER);
    delete(unfinished);
    settleFormer(former, target);
    replace(
        target,
        unfinished,
        durable,
        () -> {
          Files.createDirectory(unfinished);
          writing.to(unfinished);
          if (durable) {
            forceTree(unfinished);
          }
          // A directory can be renamed to an absent one only.
          if (Files.exists(target)) {
            Files.move(target, former, StandardCopyOption.ATOMIC_MOVE);
          }
          Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        });
    delete(former);
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private static void replace(Path target, Path unfinished, boolean durable, Attempt attempt)
      throws IOException {
    try {
      attempt.run();
    } catch (RuntimeException e) {
      abandon(unfinished, e);
      throw e;
    } catch (IOException e) {
      abandon(unfinished, e);
      throw naming(target, e);
    }
    if (durable) {
      force(parent(target));
    }
  }

  /** Whether something is what is left of the writing of a target that was not finished. */
  public static boolean isUnfinished(Path path, Path target) {
    return path.getFileName().equals(beside(target, UNFINISHED).getFileName());
  }

  /**
   * Ends what the end of a process has left in a directory: removes what was not finished, and puts
   * back what had been put aside where nothing has come in its place.
   */
  public static void settle(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> all = Files.list(directory)) {
      entries = all.toList();
    }
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      if (name.endsWith(UNFINISHED)) {
        delete(entry);
      } else if (name.endsWith(FORMER)) {
        settleFormer(
            entry, entry.resolveSibling(name.substring(0, name.length() - FORMER.length())));
      }
    }
  }

  private static void settleFormer(Path former, Path target) throws IOException {
    if (Files.exists(former) && !Files.exists(target)) {
      Files.move(former, target, StandardCopyOption.ATOMIC_MOVE);
    } else {
      delete(former);
    }
  }

  /** Removes a file or a directory with all that is in it; another process may do the same. */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> tree = Files.walk(path)) {
      entries = tree.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path entry : entries) {
      Files.deleteIfExists(entry);
    }
  }

  /** Waits until a directory, and all that is in it, would survive a power failure. */
  public static void forceTree(Path directory) throws IOException {
    List<Path> entries;
    try (Stream<Path> tree = Files.walk(directory)) {
      entries = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      force(entry);
    }
  }

  /** Waits until a file, or a directory's list of names, would survive a power failure. */
  public static void force(Path path) throws IOException {
    StandardOpenOption access =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, access)) {
      channel.force(true);
    }
  }

  private static Path beside(Path target, String suffix) {
    return target.resolveSibling(target.getFileName() + suffix);
  }

  private static Path parent(Path target) {
    return target.toAbsolutePath().getParent();
  }

  /** Gives back the space, which may be what was missing. */
  private static void abandon(Path unfinished, Exception problem) {
    try {
      delete(unfinished);
    } catch (IOException e) {
      problem.addSuppressed(e);
    }
  }

  /** What comes from a write alone does not say of which file. */
  private static IOException naming(Path target, IOException problem) {
    return problem instanceof FileSystemException
        ? problem
        : new IOException("cannot write " + target + ": " + problem.getMessage(), problem);
  }
}
