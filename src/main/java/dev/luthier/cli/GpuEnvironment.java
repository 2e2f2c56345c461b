package dev.luthier.cli;

import dev.luthier.device.DeviceChoice;
import dev.luthier.device.Natives;

/** What libraries for GPUs read from the environment when they are loaded. */
final class GpuEnvironment {

  private GpuEnvironment() {}

  /**
   * Refuses an option that the environment does not say, too, where there may be a GPU.
   *
   * @param assignment that {@code luthier} makes for the option, such as {@code VARIABLE=1}
   * @param isMade whether this process has it
   */
  static void require(String option, String assignment, boolean isMade, DeviceChoice device) {
    if (!isMade && !(device instanceof DeviceChoice.Cpu) && Natives.choose() == Natives.GPU) {
      throw new IllegalArgumentException(
          option
              + " must have "
              + assignment
              + " in the environment for a GPU, as the command luthier sets it; start with that,"
              + " or write --device cpu");
    }
  }
}
