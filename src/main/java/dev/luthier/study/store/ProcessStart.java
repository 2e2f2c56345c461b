package dev.luthier.study.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Marks a process so that another process of the machine can tell whether it is still there, or
 * another one has got its id since.
 *
 * <p>On Linux a mark says since which boot, in which container, and at which tick after boot: all
 * independent of clocks that people or time servers set. Elsewhere it is the time of its start.
 */
final class ProcessStart {

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private static final Set<String> ENDED = Set.of("Z", "X");

  /** Fields of {@code /proc/PID/stat} after the name, which may hold blanks: see proc(5). */
  private static final int STATE = 0;

  private static final int START_TICKS = 19;

  private ProcessStart() {}

  /**
   * The mark of a process; empty where there is none of this id, or it has ended.
   *
   * @throws UncheckedIOException where the machine does not tell
   */
  static Optional<String> of(long process) {
    Path directory = Path.of("/proc", Long.toString(process));
    if (!Files.isReadable(BOOT)) {
      return ProcessHandle.of(process)
          .filter(ProcessHandle::isAlive)
          .flatMap(handle -> handle.info().startInstant())
          .map(Object::toString);
    }
    if (!Files.exists(directory)) {
      return Optional.empty();
    }
    try {
      String line = Files.readString(directory.resolve("stat"));
      List<String> fields = List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
      // One that was killed stays a zombie until its parent asks for it.
      if (ENDED.contains(fields.get(STATE))) {
        return Optional.empty();
      }
      String boot = Files.readString(BOOT).strip();
      Path container = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
      return Optional.of(boot + " " + container + " " + fields.get(START_TICKS));
    } catch (IOException e) {
      if (!Files.exists(directory)) {
        return Optional.empty();
      }
      throw new UncheckedIOException(e);
    }
  }

  /** What is the same in the marks of all processes that see each other. */
  static String machine(String mark) {
    return mark.substring(0, mark.lastIndexOf(' ') + 1);
  }
}
