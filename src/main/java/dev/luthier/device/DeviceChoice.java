package dev.luthier.device;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.proto.ConfigProto;

/**
 * The device that a session may use, or the devices that one model is trained on together, as
 * {@code --device} says it.
 *
 * <pre>
 * auto             the first GPU where there is one, else the CPU
 * cpu              the CPU, also where there is a GPU
 * cpu:N            the Nth logical CPU device, from 0: the same processors under another name
 * gpu:N            the Nth visible GPU, from 0
 * gpu:N:SHARE      of its memory a share only, above 0 and below 1
 * gpu:0+gpu:1      several devices of one kind
 * </pre>
 */
public sealed interface DeviceChoice {

  /** Restricts a session to the devices, and makes the logical CPU devices that it names. */
  void applyTo(ConfigProto.Builder configuration);

  /**
   * TensorFlow's names of the devices, in the order in which they were written, for the graph of a
   * session that is restricted to this choice: {@code /device:CPU:1}; GPUs are counted among those
   * that the session sees. Empty where TensorFlow chooses.
   */
  List<String> tensorFlowNames();

  /** What {@code --device} calls it, without a share of memory. */
  default String name() {
    return toString();
  }

  /**
   * Reads a choice.
   *
   * @throws IllegalArgumentException if it has none of the forms above, names a device twice, or
   *     joins what cannot be joined
   */
  static DeviceChoice parse(String text) {
    return switch (text) {
      case "auto" -> new Auto();
      case "cpu" -> new Cpu();
      default -> join(DevicePart.of(text), text);
    };
  }

  private static DeviceChoice join(List<DevicePart> parts, String text) {
    DevicePart first = parts.get(0);
    for (DevicePart part : parts) {
      if (!part.kind().equals(first.kind()) || !part.memoryShare().equals(first.memoryShare())) {
        throw new IllegalArgumentException(
            "devices that are joined must be of one kind and have the same share of memory, was '"
                + text
                + "'; write gpu:0+gpu:1, or with shares gpu:0:0.5+gpu:1:0.5");
      }
    }
    List<Integer> indices = parts.stream().map(DevicePart::index).toList();
    return first.kind().equals("cpu")
        ? new Cpu(indices)
        : new Gpu(indices, first.memoryShare().orElse(1));
  }

  /**
   * What is used, by {@linkplain #name() name}: {@code cpu}, {@code gpu:0+gpu:1}.
   *
   * @param seen by a session that is restricted to this choice
   * @throws IllegalArgumentException if more GPUs were asked for than are seen
   */
  default String resolve(List<Device> seen) {
    long gpus = seen.stream().filter(device -> device.kind() == Device.Kind.GPU).count();
    if (this instanceof Auto) {
      return gpus > 0 ? "gpu:0" : "cpu";
    }
    if (this instanceof Gpu gpu && gpus < gpu.indices.size()) {
      throw new IllegalArgumentException(
          "device must be one that TensorFlow sees, was "
              + this
              + "; write cpu, or see what there is with: luthier devices");
    }
    return name();
  }

  private static String joined(String prefix, List<Integer> indices, String suffix) {
    return indices.stream().map(index -> prefix + index + suffix).collect(Collectors.joining("+"));
  }

  private static void requireDistinct(List<Integer> indices, String kind) {
    if (new HashSet<>(indices).size() < indices.size()) {
      throw new IllegalArgumentException(
          "devices that are joined must differ, was " + joined(kind + ":", indices, ""));
    }
  }

  /** The first GPU where there is one, else the CPU. */
  record Auto() implements DeviceChoice {

    @Override
    public void applyTo(ConfigProto.Builder configuration) {
      // More are not initialized.
      configuration.putDeviceCount("GPU", 1).getGpuOptionsBuilder().setAllowGrowth(true);
    }

    @Override
    public List<String> tensorFlowNames() {
      return List.of();
    }

    @Override
    public String toString() {
      return "auto";
    }
  }

  /**
   * The CPU, also where there is a GPU.
   *
   * @param indices of logical CPU devices, counted from 0; empty for the CPU as it is, which then
   *     is the only one
   */
  record Cpu(List<Integer> indices) implements DeviceChoice {

    private static final int MOST = 64;

    public Cpu {
      indices = List.copyOf(indices);
      requireDistinct(indices, "cpu");
      if (indices.stream().anyMatch(index -> index < 0 || index >= MOST)) {
        throw new IllegalArgumentException(
            "logical CPU devices must be counted from 0 to "
                + (MOST - 1)
                + ", was "
                + joined("cpu:", indices, ""));
      }
    }

    /** The CPU as it is. */
    public Cpu() {
      this(List.of());
    }

    @Override
    public void applyTo(ConfigProto.Builder configuration) {
      configuration.putDeviceCount("GPU", 0);
      int highest = indices.stream().mapToInt(index -> index).max().orElse(0);
      if (highest > 0) {
        configuration.putDeviceCount("CPU", highest + 1);
      }
    }

    @Override
    public List<String> tensorFlowNames() {
      return indices.isEmpty()
          ? List.of("/device:CPU:0")
          : indices.stream().map(index -> "/device:CPU:" + index).toList();
    }

    @Override
    public String toString() {
      return indices.isEmpty() ? "cpu" : joined("cpu:", indices, "");
    }
  }

  /**
   * One GPU, or several for one model.
   *
   * @param indices counted from 0, at least one
   * @param memoryShare part of the memory of each that the session may take, above 0 and at most 1;
   *     taken to nine decimals
   */
  record Gpu(List<Integer> indices, double memoryShare) implements DeviceChoice {

    private static final int DECIMALS = 9;

    public Gpu {
      indices = List.copyOf(indices);
      requireDistinct(indices, "gpu");
      if (indices.isEmpty() || indices.stream().anyMatch(index -> index < 0)) {
        throw new IllegalArgumentException("gpu must be counted from 0, was " + indices);
      }
      if (!(memoryShare >= Math.pow(10, -DECIMALS) && memoryShare <= 1)) {
        throw new IllegalArgumentException(
            "gpu must have a share of memory above 0 and at most 1, was " + memoryShare);
      }
      memoryShare =
          BigDecimal.valueOf(memoryShare).setScale(DECIMALS, RoundingMode.DOWN).doubleValue();
    }

    /** A whole GPU. */
    public Gpu(int index) {
      this(List.of(index), 1);
    }

    /** The same GPUs with another share of their memory. */
    public Gpu withMemoryShare(double share) {
      return new Gpu(indices, share);
    }

    /**
     * The same GPUs as a process names them that sees no others: {@code gpu:0}, {@code gpu:1} and
     * so on.
     */
    public Gpu alone() {
      return new Gpu(IntStream.range(0, indices.size()).boxed().toList(), memoryShare);
    }

    @Override
    public void applyTo(ConfigProto.Builder configuration) {
      configuration
          .getGpuOptionsBuilder()
          .setAllowGrowth(true)
          .setVisibleDeviceList(
              indices.stream().map(String::valueOf).collect(Collectors.joining(",")));
      if (memoryShare < 1) {
        configuration.getGpuOptionsBuilder().setPerProcessGpuMemoryFraction(memoryShare);
      }
    }

    @Override
    public List<String> tensorFlowNames() {
      return IntStream.range(0, indices.size()).mapToObj(i -> "/device:GPU:" + i).toList();
    }

    @Override
    public String name() {
      return joined("gpu:", indices, "");
    }

    @Override
    public String toString() {
      String share =
          memoryShare == 1
              ? ""
              : ":" + BigDecimal.valueOf(memoryShare).stripTrailingZeros().toPlainString();
      return joined("gpu:", indices, share);
    }
  }
}
