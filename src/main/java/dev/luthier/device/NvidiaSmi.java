package dev.luthier.device;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code nvidia-smi} tells, which comes with every driver of NVIDIA.
 *
 * @param gpus all of the machine or container, whatever CUDA_VISIBLE_DEVICES says
 * @param cuda the newest version of CUDA that the driver is for, such as {@code 13.0}
 * @param failure what it said in place of an answer
 */
public record NvidiaSmi(List<NvidiaGpu> gpus, Optional<String> cuda, Optional<String> failure) {

  private static final String PROGRAM = "nvidia-smi";
  private static final int SECONDS = 20;
  private static final Pattern CUDA = Pattern.compile("CUDA Version\\s*:\\s*(\\d+\\.\\d+)");

  public NvidiaSmi {
    gpus = List.copyOf(gpus);
  }

  /** What a program has written, on both of its outputs, and its exit code. */
  record Reply(int code, String text) {}

  /** Asks it; empty where there is none on the PATH. Takes up to a second. */
  public static Optional<NvidiaSmi> ask() {
    if (!isOnPath()) {
      return Optional.empty();
    }
    Reply gpus = run("--query-gpu=" + NvidiaGpu.FIELDS, "--format=csv,noheader,nounits");
    // Prints little else beside its header, which is the one place that tells of CUDA.
    Reply header = gpus.code() == 0 ? run("-q", "-d", "MEMORY") : gpus;
    return Optional.of(of(gpus, header));
  }

  /**
   * Works from its output.
   *
   * @param gpus of {@code --query-gpu}
   * @param header of {@code -q}
   */
  static NvidiaSmi of(Reply gpus, Reply header) {
    List<NvidiaGpu> found = new ArrayList<>();
    List<String> said = new ArrayList<>();
    for (String line : gpus.text().lines().filter(l -> !l.isBlank()).toList()) {
      NvidiaGpu.parse(line).ifPresentOrElse(found::add, () -> said.add(line.strip()));
    }
    Matcher cuda = CUDA.matcher(header.text());
    Optional<String> failure =
        found.isEmpty()
            ? Optional.of(
                said.isEmpty() ? "no answer, exit code " + gpus.code() : String.join(" ", said))
            : Optional.empty();
    return new NvidiaSmi(
        found, cuda.find() ? Optional.of(cuda.group(1)) : Optional.empty(), failure);
  }

  private static boolean isOnPath() {
    for (String directory :
        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, PROGRAM))) {
        return true;
      }
    }
    return false;
  }

  private static Reply run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(List.of(arguments));
    try {
      Path answer = Files.createTempFile("luthier-nvidia-smi", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          // A GPU that has fallen off its bus lets it hang.
          process.destroyForcibly();
          return new Reply(-1, "it does not answer within " + SECONDS + " seconds");
        }
        return new Reply(process.exitValue(), Files.readString(answer));
      } finally {
        Files.deleteIfExists(answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(PROGRAM, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply(-1, "interrupted");
    }
  }
}
