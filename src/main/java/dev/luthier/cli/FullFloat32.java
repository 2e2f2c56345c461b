package dev.luthier.cli;

import dev.luthier.device.DeviceChoice;
import dev.luthier.device.TensorFloat32;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option {@code --no-tf32}, which the command {@code luthier} puts into the environment. */
final class FullFloat32 {

  @Option(
      names = "--no-tf32",
      description = {
        "Products of float32 on a GPU with all of their bits, instead of in TensorFloat-32, which"
            + " GPUs since Ampere compute several times as fast with ten bits of the fraction. Without"
            + " effect on a CPU."
      })
  private boolean wanted;

  /** Refuses a GPU where the environment does not say it: CUDA reads it when it is loaded. */
  void requireOverride(DeviceChoice device, Map<String, String> environment) {
    if (wanted) {
      GpuEnvironment.require(
          "--no-tf32", TensorFloat32.VARIABLE + "=0", TensorFloat32.isOff(environment), device);
    }
  }
}
