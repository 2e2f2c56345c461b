package dev.luthier.study.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a trial was worked on, and where: two lines for each time, in the trial's directory. A
 * worker that is ended by force leaves the second one out.
 *
 * @param file of the trial
 */
public record WorkLog(Path file) {

  private static final Pattern BEGIN =
      Pattern.compile("([0-9T:.Z+-]{1,40}) begin (\\d{1,18}) ([A-Za-z0-9:+._-]{1,200})");
  private static final Pattern END = Pattern.compile("([0-9T:.Z+-]{1,40}) end (\\d{1,18})");

  /**
   * A time that a trial was worked on.
   *
   * @param device such as {@code cpu} or {@code gpu:0}
   * @param process id of the worker's process
   * @param begin of the work
   * @param end of the work; empty while it is under way, or where the worker was ended
   */
  public record Span(String device, long process, Instant begin, Optional<Instant> end) {}

  /** The log of a trial. */
  public static WorkLog in(Path directory) {
    return new WorkLog(directory.resolve("work.txt"));
  }

  /** Says that this process begins. */
  public void begin(InstantSource clock, String device) throws IOException {
    Files.createDirectories(file.getParent());
    add(clock, "begin", " " + device);
  }

  /** Says that this process has come to an end. */
  public void end(InstantSource clock) throws IOException {
    add(clock, "end", "");
  }

  private void add(InstantSource clock, String what, String more) throws IOException {
    Files.writeString(
        file,
        clock.instant().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + what
            + " "
            + ProcessHandle.current().pid()
            + more
            + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The times so far, in order; none where there is no log. Lines that are torn are left out. */
  public List<Span> spans() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<Span> spans = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Matcher begin = BEGIN.matcher(line);
      Matcher end = END.matcher(line);
      if (begin.matches()) {
        long process = Long.parseLong(begin.group(2));
        instant(begin.group(1))
            .ifPresent(at -> spans.add(new Span(begin.group(3), process, at, Optional.empty())));
      } else if (end.matches() && !spans.isEmpty()) {
        Span last = spans.get(spans.size() - 1);
        if (last.end().isEmpty() && last.process() == Long.parseLong(end.group(2))) {
          spans.set(
              spans.size() - 1,
              new Span(last.device(), last.process(), last.begin(), instant(end.group(1))));
        }
      }
    }
    return spans;
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
