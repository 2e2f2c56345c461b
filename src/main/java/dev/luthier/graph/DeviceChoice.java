package dev.luthier.graph;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.ConfigProto;

/** The device that a session may use, as {@code --device} says it. */
public sealed interface DeviceChoice {

  /** Restricts a session to the device. */
  void applyTo(ConfigProto.Builder configuration);

  /**
   * Reads {@code auto}, {@code cpu}, {@code gpu:N} or, for a share of its memory, {@code
   * gpu:N:0.5}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static DeviceChoice parse(String text) {
    Matcher gpu = Pattern.compile("gpu:(\\d{1,4})(?::(0?\\.\\d{1,9}))?").matcher(text);
    if (gpu.matches()) {
      double share = gpu.group(2) == null ? 1 : Double.parseDouble(gpu.group(2));
      return new Gpu(Integer.parseInt(gpu.group(1)), share);
    }
    return switch (text) {
      case "auto" -> new Auto();
      case "cpu" -> new Cpu();
      default ->
          throw new IllegalArgumentException(
              "device must be auto, cpu or gpu:N, was '"
                  + text
                  + "'; write gpu:0 for the first GPU");
    };
  }

  /**
   * What is used: {@code cpu} or {@code gpu:N}.
   *
   * @param seen by a session that is restricted to this choice
   * @throws IllegalArgumentException if a GPU was asked for and none is seen
   */
  default String resolve(List<Device> seen) {
    boolean anyGpu = seen.stream().anyMatch(device -> device.kind() == Device.Kind.GPU);
    if (this instanceof Gpu && !anyGpu) {
      throw new IllegalArgumentException(
          "device must be one that TensorFlow sees, was "
              + this
              + "; write cpu, or see what there is with: luthier devices");
    }
    if (this instanceof Auto) {
      return anyGpu ? "gpu:0" : "cpu";
    }
    return toString();
  }

  /** The first GPU where there is one, else the CPU. */
  record Auto() implements DeviceChoice {

    @Override
    public void applyTo(ConfigProto.Builder configuration) {
      configuration.getGpuOptionsBuilder().setAllowGrowth(true);
    }

    @Override
    public String toString() {
      return "auto";
    }
  }

  /** The CPU, also where there is a GPU. */
  record Cpu() implements DeviceChoice {

    @Override
    public void applyTo(ConfigProto.Builder configuration) {
      configuration.putDeviceCount("GPU", 0);
    }

    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * One GPU.
   *
   * @param index counted from 0
   * @param memoryShare part of its memory that the session may take, above 0 and at most 1
   */
  record Gpu(int index, double memoryShare) implements DeviceChoice {
    public Gpu {
      if (index < 0) {
        throw new IllegalArgumentException("gpu must be counted from 0, was " + index);
      }
      if (!(memoryShare > 0 && memoryShare <= 1)) {
        throw new IllegalArgumentException(
            "gpu must have a share of memory above 0 and at most 1, was " + memoryShare);
      }
    }

    /** A whole GPU. */
    public Gpu(int index) {
      this(index, 1);
    }

    @Override
    public void applyTo(ConfigProto.Builder configuration) {
      configuration
          .getGpuOptionsBuilder()
          .setAllowGrowth(true)
          .setVisibleDeviceList(Integer.toString(index));
      if (memoryShare < 1) {
        configuration.getGpuOptionsBuilder().setPerProcessGpuMemoryFraction(memoryShare);
      }
    }

    @Override
    public String toString() {
      return "gpu:" + index;
    }
  }
}
