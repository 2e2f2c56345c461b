package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.device.DeviceChoice;
import dev.luthier.run.RunDirectory;
import dev.luthier.run.RunRecord;
import dev.luthier.search.Trial;
import dev.luthier.spec.StudyFile;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.worker.DeviceSlot;
import dev.luthier.study.worker.MachineMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the trials of a study run. */
@Timeout(120)
class PlacedStudyTest {

  private static final String STUDY =
      """
      name: "placed"
      model: "%s"
      set: ["training.epochs=1"]
      data { path: "digits" validation_fraction: 0.2 }
      objective { metric: "validation/loss" goal: MINIMIZE }
      parameter { name: "units" path: "layer[hidden1].dense.units" choice { number: [%s] } }
      sampler { grid {} }
      seed: 3
      """;

  @TempDir private Path directory;

  private final List<String> notices = new ArrayList<>();

  private StudyResult run(
      String units, String more, List<DeviceSlot> slots, String worker, BooleanSupplier stop)
      throws IOException, InterruptedException {
    String text =
        STUDY.formatted(Path.of("graphs", "digits_mlp.textproto").toAbsolutePath(), units) + more;
    return new ModelStudy(
            new ModelStudy.Request(
                StudyFile.parse("placed.textproto", text, List.of()),
                directory.resolve("study"),
                StoreLocation.in(directory.resolve("study")),
                slots,
                worker),
            InstantSource.system(),
            System::nanoTime)
        .run(
            new StudyListener() {
              @Override
              public void onNotice(String line) {
                notices.add(line);
              }
            },
            stop);
  }

  private Path trial(int number) {
    return new StudyDirectory(directory.resolve("study")).trial(number);
  }

  private String device(int number) throws IOException {
    return RunRecord.read(new RunDirectory(trial(number)).record()).device();
  }

  private Set<String> devicesSoFar() {
    Set<String> devices = new TreeSet<>();
    try {
      for (int i = 0; Files.exists(trial(i)); i++) {
        if (Files.exists(new RunDirectory(trial(i)).record())) {
          devices.add(device(i));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return devices;
  }

  private static DeviceSlot slot(String device, long bytes) {
    return new DeviceSlot(DeviceChoice.parse(device), 1, bytes);
  }

  @Test
  void fourWorkersShareTwoLogicalDevices() throws IOException, InterruptedException {
    List<DeviceSlot> slots =
        DeviceSlot.on(
            List.of(DeviceChoice.parse("cpu:0"), DeviceChoice.parse("cpu:1")),
            4,
            4,
            MachineMemory.UNKNOWN);
    String units =
        IntStream.range(8, 64).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    StudyResult result =
        run(units, "", slots, "dev.luthier.cli.Main", () -> devicesSoFar().size() == 2);
    assertEquals(0, result.count(Trial.State.FAILED), result.trials().toString());
    assertEquals(Set.of("cpu:0", "cpu:1"), devicesSoFar());
  }

  @Test
  void whatIsExpectedNotToFitGoesToTheLargerSlot() throws IOException, InterruptedException {
    List<DeviceSlot> slots = List.of(slot("cpu:1", 1L << 30), slot("cpu:0", 1L << 20));
    StudyResult result = run("8, 4000, 9, 4001", "", slots, "dev.luthier.cli.Main", () -> false);
    assertEquals(4, result.count(Trial.State.COMPLETE), result.trials().toString());
    assertEquals("cpu:1", device(1));
    assertEquals("cpu:1", device(3));
    List<String> waits = notices.stream().filter(line -> line.startsWith("trial")).toList();
    for (String notice : waits) {
      assertTrue(
          notice.matches(
              "trial [13] waits for a larger slot than cpu:0: is estimated to need 0\\.\\d\\d GiB"
                  + " for weights and layers, which is too much for the device"),
          notice);
    }
    assertEquals(List.of(1, 1, 1, 1), result.trials().stream().map(StoredTrial::attempts).toList());
  }

  @Test
  void whatRunsOutOfMemoryGoesToALargerSlotAndThenIsInfeasible()
      throws IOException, InterruptedException {
    List<DeviceSlot> slots = List.of(slot("gpu:1:0.5", 2000), slot("gpu:0", 1000));
    // A cross-validation has no best model to be written.
    StudyResult result =
        run(
            "8, 9, 10",
            "cross_validation { folds: 2 refit: false }",
            slots,
            SmallSlotWorker.class.getName(),
            () -> false);
    List<Trial.State> states =
        result.trials().stream().map(stored -> stored.trial().state()).toList();
    assertEquals(
        List.of(Trial.State.COMPLETE, Trial.State.COMPLETE, Trial.State.INFEASIBLE), states);
    String large = "gpu:1 gpu:0:0.5 1 PCI_BUS_ID";
    List<String> second = Files.readAllLines(trial(1).resolve("attempts"));
    assertEquals(large, second.get(second.size() - 1));
    List<String> third = Files.readAllLines(trial(2).resolve("attempts"));
    assertEquals(large, third.get(third.size() - 1));
    assertTrue(List.of("gpu:0 gpu:0 0 PCI_BUS_ID", large).containsAll(third), third.toString());
    assertEquals(
        "out of memory: no place for a tensor; on gpu:1:0.5, and there is no larger slot",
        result.trials().get(2).error().orElseThrow());
    assertTrue(notices.contains("trial 2 is out of memory"), notices.toString());
    if (third.size() == 2) {
      assertTrue(
          notices.contains(
              "trial 2 waits for a larger slot than gpu:0: out of memory: no place for a tensor"),
          notices.toString());
    }
  }
}
