package dev.luthier.graph;

import com.sun.management.OperatingSystemMXBean;
import dev.luthier.nn.Node;
import dev.luthier.nn.Variable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/**
 * What a training cannot do without: its weights, their gradients and what the optimizer keeps of
 * each, and a batch of the largest layer's output. Where memory does not suffice for that, the
 * system ends the process without a word; so it is refused before.
 */
public final class TrainingMemory {

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private TrainingMemory() {}

  /**
   * Bytes that this process may still have: of the machine or its container, swap space included,
   * and below the limit of {@code ulimit -v}.
   */
  public static long ofMachine() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long memory =
        Math.min(
            system.getTotalMemorySize(), kibibytes(MEMORY, "MemAvailable:").orElse(Long.MAX_VALUE));
    long addresses = Long.MAX_VALUE;
    OptionalLong limit = number(LIMITS, "Max address space");
    if (limit.isPresent()) {
      addresses = limit.getAsLong() - kibibytes(STATUS, "VmSize:").orElse(0);
    }
    return Math.min(memory + Math.max(0, system.getFreeSwapSpaceSize()), addresses);
  }

  private static OptionalLong kibibytes(Path file, String name) {
    OptionalLong found = number(file, name);
    return found.isPresent() ? OptionalLong.of(found.getAsLong() << 10) : found;
  }

  /** What Linux says under a name; empty elsewhere, and where it is no number: without limit. */
  private static OptionalLong number(Path file, String name) {
    if (!Files.isReadable(file)) {
      return OptionalLong.empty();
    }
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(name)) {
          String number = line.substring(name.length()).strip().split("\\s+", 2)[0];
          return number.matches("\\d{1,18}")
              ? OptionalLong.of(Long.parseLong(number))
              : OptionalLong.empty();
        }
      }
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Refuses a training that cannot be.
   *
   * @param available bytes
   * @throws InsufficientMemoryException naming the layer that takes most
   */
  public static void require(TrialSpec spec, long available) {
    int copies = copies(spec);
    double all = 0;
    double most = 0;
    String largest = "";
    double widest = 0;
    String wide = "";
    for (Node node : spec.network().nodes()) {
      double weights =
          node.variables().stream()
              .filter(variable -> variable.role() == Variable.Role.WEIGHT)
              .mapToDouble(variable -> values(variable.shape()))
              .sum();
      all += weights;
      if (weights > most) {
        most = weights;
        largest = node.name();
      }
      double outputs = values(node.outputShape());
      if (outputs > widest) {
        widest = outputs;
        wide = node.name();
      }
    }
    if (all * copies * Float.BYTES > available) {
      throw refusal(
          all * copies,
          String.format(
              Locale.ROOT,
              "%.0f weights, of them %.0f in layer %s, with %d numbers each for the gradient and the"
                  + " optimizer",
              all,
              most,
              largest,
              copies - 1),
          available,
          "make the layer smaller");
    }
    int samples = spec.samplesPerPart();
    double batch = widest * samples;
    if (batch * Float.BYTES > available) {
      throw refusal(
          batch,
          String.format(
              Locale.ROOT,
              "layer %s gives %.0f values a sample, a %s has %d samples",
              wide,
              widest,
              spec.accumulation() > 1 ? "part of a step" : "step",
              samples),
          available,
          "make the layer or batch_size smaller, or accumulation larger");
    }
  }

  /**
   * About what a training needs, in bytes: as {@link #require}, but with the outputs of all layers,
   * which wait for their gradients. Samples, and what single ops need in between, are not counted.
   *
   * @param devices among which a batch is divided; it is the need of each
   */
  public static long estimate(TrialSpec spec, int devices) {
    int copies = copies(spec);
    double weights = 0;
    double outputs = 0;
    for (Node node : spec.network().nodes()) {
      for (Variable variable : node.variables()) {
        boolean trained = variable.role() == Variable.Role.WEIGHT;
        weights += values(variable.shape()) * (trained ? copies : 1);
      }
      outputs += values(node.outputShape());
    }
    int samples = (spec.samplesPerPart() + devices - 1) / devices;
    return (long) ((weights + outputs * samples) * Float.BYTES);
  }

  /** Numbers for each weight. */
  private static int copies(TrialSpec spec) {
    // Gradients of parts are added up beside those of a part.
    return (spec.accumulation() > 1 ? 3 : 2) + spec.optimization().optimizer().slots().size();
  }

  private static double values(Shape shape) {
    return LongStream.of(shape.asArray()).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  private static InsufficientMemoryException refusal(
      double values, String reason, long available, String remedy) {
    return new InsufficientMemoryException(
        String.format(
            Locale.ROOT,
            "training needs more than %.1f GiB of memory (%s), there are %.1f GiB left; %s",
            values * Float.BYTES / (1L << 30),
            reason,
            available / (double) (1L << 30),
            remedy));
  }
}
