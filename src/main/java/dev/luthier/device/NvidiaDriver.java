package dev.luthier.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NVIDIA's driver, as far as the kernel shows it.
 *
 * @param version such as {@code 580.65.06}; empty in WSL, whose driver is Windows'
 */
public record NvidiaDriver(Optional<String> version) {

  /** What CUDA 12 needs, on Linux. */
  static final String OLDEST_FOR_CUDA_12 = "525.60.13";

  private static final String MODULE = "proc/driver/nvidia/version";
  private static final String WSL = "dev/dxg";
  private static final Pattern VERSION = Pattern.compile("\\s(\\d{3,4}(?:\\.\\d+){1,2})\\s");

  /** The driver of this machine, where it has one. A container shows its host's. */
  public static Optional<NvidiaDriver> find() {
    return find(Path.of("/"));
  }

  /**
   * As {@link #find()}.
   *
   * @param root of the file system
   */
  static Optional<NvidiaDriver> find(Path root) {
    Path module = root.resolve(MODULE);
    if (Files.exists(module)) {
      try {
        Matcher version = VERSION.matcher(Files.readString(module));
        return Optional.of(
            new NvidiaDriver(version.find() ? Optional.of(version.group(1)) : Optional.empty()));
      } catch (IOException e) {
        throw new UncheckedIOException(module.toString(), e);
      }
    }
    return Files.exists(root.resolve(WSL))
        ? Optional.of(new NvidiaDriver(Optional.empty()))
        : Optional.empty();
  }

  /** Whether a version, such as {@code 525.60.13}, is older than another. */
  static boolean isOlder(String version, String than) {
    return Arrays.compare(numbers(version), numbers(than)) < 0;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
