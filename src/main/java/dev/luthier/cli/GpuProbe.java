package dev.luthier.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.graph.DeviceChoice;
import dev.luthier.graph.Natives;
import dev.luthier.graph.NvidiaDriver;
import dev.luthier.study.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Which GPUs there are, without TensorFlow in this process: what it takes of a GPU's memory it
 * keeps as long as the process lives, and that belongs to the workers.
 */
final class GpuProbe {

  private GpuProbe() {}

  /** The GPUs that TensorFlow sees; none where there is no driver, or TensorFlow is the CPU's. */
  static List<DeviceChoice> gpus() throws IOException, InterruptedException {
    if (Natives.choose() == Natives.CPU || NvidiaDriver.find().isEmpty()) {
      return List.of();
    }
    Process probe =
        new ProcessBuilder(
                JavaCommand.likeThis(List.of(), Main.class.getName(), "devices", "--json"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (probe.waitFor() != 0) {
      throw new IOException("luthier devices has failed; it says more when it is run alone");
    }
    List<DeviceChoice> gpus = new ArrayList<>();
    for (JsonNode device : new ObjectMapper().readTree(answer).path("devices")) {
      if (device.path("kind").asText().equals("GPU")) {
        gpus.add(new DeviceChoice.Gpu(gpus.size()));
      }
    }
    return gpus;
  }
}
