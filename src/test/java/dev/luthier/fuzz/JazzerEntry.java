package dev.luthier.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Jazzer calls; its arguments are the name of a {@link Target} and a directory. */
public final class JazzerEntry {

  private static Examination examination;

  private JazzerEntry() {}

  /**
   * Called once. Reads valid inputs, for on a busy machine loading and instrumenting classes takes
   * longer than an input may.
   */
  public static void fuzzerInitialize(String[] arguments) throws IOException {
    Target target = Target.valueOf(arguments[0]);
    Path directory = Files.createDirectories(Path.of(arguments[1]));
    FuzzTarget reader = target.open(directory);
    examination = new Examination(target.directory(), reader);
    reader.seeds().forEach(examination::examine);
  }

  /** Called for every input. */
  public static void fuzzerTestOneInput(byte[] input) {
    examination.examine(input);
  }
}
