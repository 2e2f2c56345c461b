package dev.luthier.cli;

import dev.luthier.graph.Device;
import dev.luthier.graph.Devices;
import dev.luthier.graph.GpuAbsence;
import dev.luthier.graph.Natives;
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
    List<Device> devices = Devices.list(ConfigProto.getDefaultInstance());
    boolean anyGpu = devices.stream().anyMatch(d -> d.kind() == Device.Kind.GPU);
    output.result(
        new Seen(
            TensorFlow.version(),
            Natives.choose(),
            Runtime.getRuntime().availableProcessors(),
            oneDnn(System.getenv("TF_ENABLE_ONEDNN_OPTS")),
            devices.stream()
                .map(d -> new Seen.Entry(d.shortName(), d.name(), d.kind(), memory(d)))
                .toList(),
            anyGpu ? null : GpuAbsence.explain()));
    return ExitCode.DONE;
  }

  private static Long memory(Device device) {
    return device.kind() == Device.Kind.CPU ? null : device.memoryBytes();
  }

  private static String oneDnn(String variable) {
    return switch (Optional.ofNullable(variable).orElse("")) {
      case "1", "true" -> "on";
      case "0", "false" -> "off";
      default -> "left to TensorFlow; TF_ENABLE_ONEDNN_OPTS=1 turns it on";
    };
  }

  /**
   * The result.
   *
   * @param processors logical ones; as many threads are used unless {@code --threads} says
   *     otherwise
   * @param noGpu null where there is a GPU
   */
  private record Seen(
      String tensorflow,
      Natives natives,
      int processors,
      String onednn,
      List<Entry> devices,
      GpuAbsence noGpu)
      implements Output.Result {

    private record Entry(String device, String name, Device.Kind kind, Long memoryBytes) {}

    @Override
    public String text() {
      List<String> lines = new ArrayList<>();
      lines.add("TensorFlow  " + tensorflow + ", libraries for " + natives);
      lines.add("processors  " + processors);
      lines.add("oneDNN      " + onednn);
      for (Entry device : devices) {
        String size =
            device.memoryBytes() == null
                ? ""
                : "  %.1f GiB".formatted(device.memoryBytes() / (double) (1L << 30));
        lines.add("device      " + device.device() + size);
      }
      if (noGpu != null) {
        lines.add("no GPU      " + noGpu.reason());
        lines.add("            " + noGpu.remedy());
      }
      return String.join(System.lineSeparator(), lines);
    }
  }
}
