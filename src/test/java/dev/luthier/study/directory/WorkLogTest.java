package dev.luthier.study.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkLogTest {

  private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05.678Z");

  @TempDir private Path directory;

  @Test
  void timesComeBack() throws IOException {
    WorkLog log = WorkLog.in(directory.resolve("trials/0001"));
    assertEquals(List.of(), log.spans());
    log.begin(() -> FIRST, "gpu:0+gpu:1");
    log.end(() -> FIRST.plusSeconds(60));
    // This one is ended by force.
    log.begin(() -> FIRST.plusSeconds(70), "cpu");
    log.begin(() -> FIRST.plusSeconds(80), "cpu");
    log.end(() -> FIRST.plusSeconds(90));
    long process = ProcessHandle.current().pid();
    assertEquals(
        List.of(
            span("gpu:0+gpu:1", process, 0, 60),
            new WorkLog.Span("cpu", process, FIRST.plusSeconds(70), Optional.empty()),
            span("cpu", process, 80, 90)),
        log.spans());
  }

  private static WorkLog.Span span(String device, long process, long begin, long end) {
    return new WorkLog.Span(
        device, process, FIRST.plusSeconds(begin), Optional.of(FIRST.plusSeconds(end)));
  }

  @Test
  void linesThatAreTornOrSomebodyElsesAreLeftOut() throws IOException {
    WorkLog log = WorkLog.in(directory);
    Files.writeString(
        log.file(),
        """
        2026-01-02T03:04:05Z begin 7 cpu
        2026-01-02T03:04:06Z end 8
        2026-99-02T03:04:06Z begin 9 cpu
        <script>
        2026-01-02T03:04:07Z end 7
        2026-01-02T03:0""",
        StandardOpenOption.CREATE);
    assertEquals(
        List.of(
            new WorkLog.Span(
                "cpu",
                7,
                Instant.parse("2026-01-02T03:04:05Z"),
                Optional.of(Instant.parse("2026-01-02T03:04:07Z")))),
        log.spans());
  }
}
