package dev.luthier.cli;

import dev.luthier.device.GpuAbsence;
import dev.luthier.device.Natives;
import dev.luthier.device.NvidiaDriver;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Tells those who may hope for a GPU that none is used: who built for them, or has a driver. */
final class MissingGpu {

  private MissingGpu() {}

  /**
   * The notice, where one is due: one line.
   *
   * @param anyGpu whether TensorFlow sees one; asked only where it can see one at all
   */
  static Optional<String> notice(BooleanSupplier anyGpu) {
    boolean forGpu = Natives.choose() == Natives.GPU;
    boolean hoped = forGpu || (NvidiaDriver.find().isPresent() && !Natives.forbidsGpu());
    if (!hoped || (forGpu && anyGpu.getAsBoolean())) {
      return Optional.empty();
    }
    GpuAbsence absence = GpuAbsence.explain();
    return Optional.of("no GPU, working on the CPU: " + absence.reason() + "; " + absence.remedy());
  }
}
