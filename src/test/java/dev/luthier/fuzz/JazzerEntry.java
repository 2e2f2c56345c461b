package dev.luthier.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Jazzer calls; its arguments are the name of a {@link Target} and a directory. */
public final class JazzerEntry {

  private static Examination examination;

  private JazzerEntry() {}

  /** Called once. */
  public static void fuzzerInitialize(String[] arguments) throws IOException {
    Target target = Target.valueOf(arguments[0]);
    Path directory = Files.createDirectories(Path.of(arguments[1]));
    examination = new Examination(target.directory(), target.open(directory));
  }

  /** Called for every input. */
  public static void fuzzerTestOneInput(byte[] input) {
    examination.examine(input);
  }
}
