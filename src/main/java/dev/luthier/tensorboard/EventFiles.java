package dev.luthier.tensorboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The event files of a directory, which TensorBoard reads one after the other by their names. */
final class EventFiles {

  private static final String PREFIX = "events.out.tfevents.";
  private static final int SECONDS_DIGITS = 10;
  private static final int NUMBERS = 10;

  /** The greatest time that leaves one to come after it, in the year 2286. */
  private static final long MOST_SECONDS = 9_999_999_998L;

  private EventFiles() {}

  /**
   * Makes a file that TensorBoard reads after all that are there.
   *
   * @param now gives the name its seconds, unless a file is there from a later time: clocks are set
   *     back
   */
  static Path createNext(Path directory, Instant now) throws IOException {
    Optional<Path> last = last(directory);
    String before = last.map(file -> file.getFileName().toString()).orElse("");
    long seconds = now.getEpochSecond();
    while (true) {
      // The number tells apart the files that one process opens in one second.
      for (int number = 0; number < NUMBERS; number++) {
        String name = name(seconds, number);
        if (name.compareTo(before) > 0) {
          try {
            return Files.createFile(directory.resolve(name));
          } catch (FileAlreadyExistsException e) {
            // The next number may be free.
          }
        }
      }
      seconds = Math.max(seconds, secondsOf(before)) + 1;
    }
  }

  /** The last one whose name has a time. Other names may sort after every time. */
  private static Optional<Path> last(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(file -> secondsOf(file.getFileName().toString()) > 0)
          .max(Comparator.comparing(file -> file.getFileName().toString()));
    }
  }

  private static String name(long seconds, int number) {
    return String.format(
        Locale.ROOT,
        "%s%0" + SECONDS_DIGITS + "d.%s.%d.%d",
        PREFIX,
        seconds,
        hostName(),
        ProcessHandle.current().pid(),
        number);
  }

  /** The time in a name; 0 where somebody else has made it up. */
  private static long secondsOf(String name) {
    String rest = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
    String digits = rest.split("\\.", 2)[0];
    if (!digits.matches("[0-9]{" + SECONDS_DIGITS + "}")) {
      return 0;
    }
    long seconds = Long.parseLong(digits);
    return seconds > MOST_SECONDS ? 0 : seconds;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /**
   * Ends the last file with its last whole record: the process that wrote it may have been ended in
   * the middle of one.
   */
  static void cutTornRecord(Path directory) throws IOException {
    Optional<Path> last = last(directory);
    if (last.isPresent()) {
      cut(last.get());
    }
  }

  private static void cut(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      RecordFraming framing = new RecordFraming();
      ByteBuffer header = ByteBuffer.allocate(RecordFraming.HEADER);
      long size = channel.size();
      long end = 0;
      while (end < size) {
        header.clear();
        channel.read(header, end);
        long length = framing.length(header.array());
        if (header.hasRemaining() || length < 0 || length > size - end - RecordFraming.OVERHEAD) {
          channel.truncate(end);
          return;
        }
        end += length + RecordFraming.OVERHEAD;
      }
    }
  }
}
