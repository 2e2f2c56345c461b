package dev.luthier.cli;

import dev.luthier.device.Device;
import dev.luthier.device.Devices;
import dev.luthier.device.GpuAbsence;
import dev.luthier.device.GpuSurvey;
import dev.luthier.device.Natives;
import dev.luthier.device.NvidiaGpu;
import dev.luthier.device.NvidiaSmi;
import dev.luthier.device.VisibleGpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.ConfigProto;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What TensorFlow sees. */
@Command(
    name = "devices",
    description = "Lists the devices that TensorFlow sees, and says why when it sees no GPU.",
    footer = {"", "Examples:", "  luthier devices", "  luthier devices --json"})
final class ListDevices implements Callable<Integer> {

  @Mixin private Output output;

  @Override
  public Integer call() {
    Natives natives = Natives.choose();
    // Before TensorFlow itself uses memory of the GPUs.
    GpuSurvey survey = GpuSurvey.ofMachine();
    List<Device> devices = Devices.list(ConfigProto.getDefaultInstance());
    long gpus = devices.stream().filter(d -> d.kind() == Device.Kind.GPU).count();
    List<NvidiaGpu> found = survey.smi().map(NvidiaSmi::gpus).orElse(List.of());
    List<NvidiaGpu> used = VisibleGpus.ofTensorFlow(found, survey.environment(), (int) gpus);
    output.result(
        new SeenDevices(
            TensorFlow.version(),
            natives,
            Runtime.getRuntime().availableProcessors(),
            oneDnn(System.getenv("TF_ENABLE_ONEDNN_OPTS")),
            survey.driver().isPresent() ? SeenDevices.Driver.of(survey) : null,
            devices.stream().map(device -> SeenDevices.Entry.of(device, used)).toList(),
            found.stream().map(SeenDevices.Gpu::of).toList(),
            gpus == 0 ? List.of() : warnings(survey),
            gpus == 0 ? GpuAbsence.explain(survey) : null));
    return ExitCode.DONE;
  }

  /** What is amiss although there is a GPU. */
  private static List<String> warnings(GpuSurvey survey) {
    List<String> warnings = new ArrayList<>();
    GpuAbsence.oldCudnn(survey)
        .ifPresent(old -> warnings.add(old.reason() + " for convolutions; " + old.remedy()));
    if (survey.hasOwnCuda()) {
      survey.smi().map(NvidiaSmi::gpus).orElse(List.of()).stream()
          .filter(NvidiaGpu::isNewerThanOwnCuda)
          .findFirst()
          .ifPresent(
              gpu ->
                  warnings.add(
                      gpu.name()
                          + " needs CUDA 12.8 and cuDNN 9.7 or newer; install them and remove"
                          + " target/cuda, which holds older ones"));
    }
    if (survey.smi().isEmpty()) {
      warnings.add("nvidia-smi is not on the PATH, so a GPU's name and use are not known");
    }
    if (!survey.findsToolkit()) {
      warnings.add(
          "no CUDA toolkit with nvvm/libdevice is found, which jit_compile needs on a GPU; set"
              + " CUDA_HOME to one");
    }
    return warnings;
  }

  private static String oneDnn(String variable) {
    return switch (Optional.ofNullable(variable).orElse("")) {
      case "1", "true" -> "on";
      case "0", "false" -> "off";
      default -> "left to TensorFlow; TF_ENABLE_ONEDNN_OPTS=1 turns it on";
    };
  }
}
