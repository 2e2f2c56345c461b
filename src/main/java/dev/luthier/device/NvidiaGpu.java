package dev.luthier.device;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A GPU as the driver's {@code nvidia-smi} describes it. What it does not tell is empty.
 *
 * @param index among the machine's GPUs, in the order of their places on the bus
 * @param name of the model, such as {@code NVIDIA H100 80GB HBM3}
 * @param memoryBytes all that it has
 * @param usedBytes of these, by all processes
 * @param computeCapability such as {@code 9.0}
 * @param driver its version, such as {@code 580.65.06}
 * @param uuid such as {@code GPU-3c0b…}
 * @param isPartitioned whether it is divided into instances (MIG), of which a process sees one
 */
public record NvidiaGpu(
    int index,
    String name,
    OptionalLong memoryBytes,
    OptionalLong usedBytes,
    Optional<String> computeCapability,
    Optional<String> driver,
    Optional<String> uuid,
    boolean isPartitioned) {

  /** What {@code nvidia-smi --query-gpu} is asked for, in this order. */
  static final String FIELDS =
      "index,name,memory.total,memory.used,compute_cap,driver_version,uuid,mig.mode.current";

  private static final long MEBIBYTE = 1L << 20;
  private static final String OLDEST_CAPABILITY = "6.0";
  private static final String FIRST_OF_CUDA_12_8 = "10.0";

  /**
   * Reads a line of {@code --format=csv,noheader,nounits}.
   *
   * @return nothing if it is no such line
   */
  static Optional<NvidiaGpu> parse(String line) {
    List<String> values = List.of(line.split(",", -1)).stream().map(String::strip).toList();
    if (values.size() != FIELDS.split(",").length || number(values.get(0)).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new NvidiaGpu(
            Integer.parseInt(values.get(0)),
            values.get(1),
            bytes(values.get(2)),
            bytes(values.get(3)),
            version(values.get(4)),
            version(values.get(5)),
            Optional.of(values.get(6)).filter(NvidiaGpu::isTold),
            values.get(7).equals("Enabled")));
  }

  /** Whether TensorFlow has kernels for it; true where its compute capability is not known. */
  boolean isNewEnough() {
    return computeCapability.map(c -> !NvidiaDriver.isOlder(c, OLDEST_CAPABILITY)).orElse(true);
  }

  /** Whether it is of a later generation than the CUDA 12.6 and cuDNN 9.5 that a build fetches. */
  public boolean isNewerThanOwnCuda() {
    return computeCapability.map(c -> !NvidiaDriver.isOlder(c, FIRST_OF_CUDA_12_8)).orElse(false);
  }

  /** What is not there is said in brackets: [N/A], [Not Supported], [Insufficient Permissions]. */
  private static boolean isTold(String value) {
    return !value.isEmpty() && !value.startsWith("[") && !value.equals("N/A");
  }

  private static Optional<String> version(String value) {
    return Optional.of(value).filter(v -> v.matches("\\d+(\\.\\d+)*"));
  }

  private static OptionalLong bytes(String mebibytes) {
    OptionalInt number = number(mebibytes);
    return number.isPresent()
        ? OptionalLong.of(number.getAsInt() * MEBIBYTE)
        : OptionalLong.empty();
  }

  private static OptionalInt number(String value) {
    return value.matches("\\d{1,9}")
        ? OptionalInt.of(Integer.parseInt(value))
        : OptionalInt.empty();
  }
}
