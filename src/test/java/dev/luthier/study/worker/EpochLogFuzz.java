package dev.luthier.study.worker;

import dev.luthier.fuzz.FuzzTarget;
import dev.luthier.search.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A trial's {@code objective.txt}, whose last line may be torn. */
public final class EpochLogFuzz implements FuzzTarget {

  private final EpochLog log;

  public EpochLogFuzz(Path directory) {
    log = EpochLog.in(directory);
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    Files.deleteIfExists(log.file());
    log.add(new Report(1, 0.5));
    log.add(new Report(2, Double.NaN));
    log.add(new Report(3, 1e-300));
    return Stream.of(Files.readString(log.file()), "1 0.5\n2 -Infinity\n2 0.25\n3 0.2")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public List<String> words() {
    return List.of("NaN", "-Infinity", "E-300", "\n", " ", ".");
  }

  @Override
  public void read(byte[] input) throws IOException {
    Files.write(log.file(), input);
    long before = 1;
    for (Report report : log.after(before)) {
      if (report.step() <= before) {
        throw new AssertionError("out of order: " + report);
      }
      before = report.step();
    }
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return false;
  }

  @Override
  public long allowance(int inputBytes) {
    return (4L << 20) + 1024L * inputBytes;
  }
}
