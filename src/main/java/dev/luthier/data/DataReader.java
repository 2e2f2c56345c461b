package dev.luthier.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads data sets by name or path. */
public final class DataReader {

  private final Path dataDirectory;

  /**
   * A reader that finds fetched data sets in a directory.
   *
   * @param dataDirectory holds a directory for each name
   */
  public DataReader(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /** The data directory: {@code $LUTHIER_DATA}, else {@code ~/.luthier/data}. */
  public static Path dataDirectory(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("LUTHIER_DATA", "");
    return named.isEmpty() ? home.resolve(".luthier").resolve("data") : Path.of(named);
  }

  /**
   * Reads a data set.
   *
   * @throws DataException when it cannot be found, read or used
   */
  public Dataset read(DataDescription description, ReadOptions options) {
    Path path = dataDirectory.resolve(description.path());
    if (!Files.exists(path)) {
      throw new DataException(description.path() + " is not a data set in " + dataDirectory);
    }
    throw new DataException(path + " cannot be read for " + options.targets());
  }
}
