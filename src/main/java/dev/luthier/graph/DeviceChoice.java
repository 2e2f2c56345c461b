package dev.luthier.graph;

import org.tensorflow.proto.ConfigProto;

/** The device that a session may use, as {@code --device} says it. */
public sealed interface DeviceChoice {

  /** Restricts a session to the device. */
  void applyTo(ConfigProto.Builder configuration);

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

  /** One GPU, counted from 0. */
  record Gpu(int index) implements DeviceChoice {
    public Gpu {
      if (index < 0) {
        throw new IllegalArgumentException("gpu must be counted from 0, was " + index);
      }
    }

    @Override
    public void applyTo(ConfigProto.Builder configuration) {
      configuration
          .getGpuOptionsBuilder()
          .setAllowGrowth(true)
          .setVisibleDeviceList(Integer.toString(index));
    }

    @Override
    public String toString() {
      return "gpu:" + index;
    }
  }
}
