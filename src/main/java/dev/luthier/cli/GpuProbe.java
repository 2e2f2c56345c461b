package dev.luthier.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.device.Natives;
import dev.luthier.device.NvidiaDriver;
import dev.luthier.study.worker.DeviceSlot;
import dev.luthier.study.worker.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Which GPUs there are and what memory they have, without TensorFlow in this process: what it takes
 * of a GPU's memory it keeps as long as the process lives, and that belongs to the workers.
 */
final class GpuProbe {

  private GpuProbe() {}

  /**
   * What TensorFlow may take of each GPU that it sees, in bytes; none where there is no driver, or
   * TensorFlow is the CPU's.
   */
  static List<Long> memoryBytes() throws IOException, InterruptedException {
    if (Natives.choose() == Natives.CPU || NvidiaDriver.find().isEmpty()) {
      return List.of();
    }
    ProcessBuilder command =
        new ProcessBuilder(
                JavaCommand.likeThis(List.of(), Main.class.getName(), "devices", "--json"))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    DeviceSlot.orderGpus(command.environment());
    Process probe = command.start();
    String answer = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (probe.waitFor() != 0) {
      throw new IOException("luthier devices has failed; it says more when it is run alone");
    }
    List<Long> gpus = new ArrayList<>();
    for (JsonNode device : new ObjectMapper().readTree(answer).path("devices")) {
      if (device.path("kind").asText().equals("GPU")) {
        gpus.add(device.path("memory_bytes").asLong());
      }
    }
    return gpus;
  }
}
