package dev.luthier.cli;

import dev.luthier.device.DeviceChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What {@code --device auto} is where there may be GPUs. */
final class AutoDevices {

  private AutoDevices() {}

  /**
   * The devices of a study: each {@code auto} is all GPUs, unless the model is too small for them;
   * the CPU where nothing else is left.
   *
   * @param gpus how many there are
   * @param objection why the model is better off on the CPU, if it is
   * @param say is told that GPUs are left alone
   */
  static List<DeviceChoice> of(
      List<DeviceChoice> asked, int gpus, Optional<String> objection, Consumer<String> say) {
    boolean isAuto = asked.stream().anyMatch(DeviceChoice.Auto.class::isInstance);
    if (isAuto && gpus > 0) {
      objection.map(AutoDevices::notice).ifPresent(say);
    }
    List<DeviceChoice> chosen = new ArrayList<>();
    for (DeviceChoice device : asked) {
      if (!(device instanceof DeviceChoice.Auto)) {
        chosen.add(device);
      } else if (objection.isEmpty()) {
        IntStream.range(0, gpus).mapToObj(DeviceChoice.Gpu::new).forEach(chosen::add);
      }
    }
    if (chosen.isEmpty()) {
      chosen.add(new DeviceChoice.Cpu());
    }
    return chosen;
  }

  /** The line that says that a GPU is left alone. */
  static String notice(String objection) {
    return "working on the CPU: " + objection + "; --device gpu:0 insists";
  }
}
