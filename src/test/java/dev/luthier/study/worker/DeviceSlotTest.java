package dev.luthier.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.device.DeviceChoice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.ConfigProto;

class DeviceSlotTest {

  private static final long GIB = 1L << 30;

  private static List<DeviceChoice> devices(String text) {
    return Stream.of(text.split(",")).map(DeviceChoice::parse).toList();
  }

  private static List<DeviceSlot> slots(String text, int workers) {
    return DeviceSlot.on(
        devices(text), workers, 8, new MachineMemory(64 * GIB, List.of(40 * GIB, 20 * GIB)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cpu|1|cpu",
        "cpu:0,cpu:1|4|cpu:0 cpu:1 cpu:0 cpu:1",
        "cpu:0+cpu:1|1|cpu:0+cpu:1",
        "gpu:0|1|gpu:0",
        "gpu:0|2|gpu:0:0.45 gpu:0:0.45",
        "gpu:0,gpu:0|1|gpu:0:0.45 gpu:0:0.45",
        "gpu:0,gpu:1|3|gpu:0:0.45 gpu:1 gpu:0:0.45",
        "gpu:0:0.3,gpu:0:0.6|1|gpu:0:0.3 gpu:0:0.6",
        "gpu:0:0.6|2|gpu:0:0.3 gpu:0:0.3",
        "gpu:0+gpu:1,gpu:0|1|gpu:0:0.45+gpu:1:0.45 gpu:0:0.45",
        "gpu:0,gpu:1,cpu|1|gpu:0 gpu:1 cpu"
      })
  void workersTakeTurnsAtTheDevices(String devices, int workers, String expected) {
    assertEquals(
        List.of(expected.split(" ")),
        slots(devices, workers).stream().map(slot -> slot.device().toString()).toList());
  }

  @Test
  void slotsHaveTheirPartOfTheMemory() {
    List<Long> gib =
        slots("gpu:0,gpu:1,cpu,cpu,gpu:0+gpu:1", 5).stream()
            .map(slot -> slot.memoryBytes() / GIB)
            .toList();
    assertEquals(List.of(18L, 9L, 32L, 32L, 9L), gib);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu:0:0.5,gpu:0:0.6", "gpu:0:0.5,gpu:0"})
  void moreThanThereIsCannotBeShared(String devices) {
    var refused = assertThrows(IllegalArgumentException.class, () -> slots(devices, 1));
    assertTrue(refused.getMessage().startsWith("the shares of gpu:0 must come to at most 1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpu:1||1",
        "gpu:1+gpu:0||1,0",
        "gpu:1|4, 6|6",
        "gpu:1|GPU-8c1b,GPU-77aa|GPU-77aa",
        "gpu:0|MIG-1f,MIG-2e|MIG-1f",
        "cpu:1|0,1|-1"
      })
  void aWorkerSeesItsGpusAlone(String device, String visible, String shown) {
    Map<String, String> environment = new HashMap<>();
    if (visible != null) {
      environment.put("CUDA_VISIBLE_DEVICES", visible);
    }
    slots(device, 1).get(0).applyTo(environment);
    assertEquals(
        Map.of("CUDA_VISIBLE_DEVICES", shown, "CUDA_DEVICE_ORDER", "PCI_BUS_ID"), environment);
  }

  @Test
  void whatTheUserKeepsToOthersIsNotTaken() {
    DeviceSlot slot = slots("gpu:2", 1).get(0);
    slot.requireVisible(Map.of());
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> slot.requireVisible(Map.of("CUDA_VISIBLE_DEVICES", "3,5,-1,7")));
    assertEquals(
        "device must be one of the 2 GPUs that CUDA_VISIBLE_DEVICES=3,5,-1,7 shows, was gpu:2;"
            + " count these from 0, or unset the variable",
        refused.getMessage());
  }

  @Test
  void theWorkersSessionHasTheShareAndTheFirstOfItsGpus() {
    DeviceSlot slot = slots("gpu:1", 2).get(0);
    ConfigProto.Builder configuration = ConfigProto.newBuilder();
    DeviceChoice.parse(slot.argument()).applyTo(configuration);
    assertEquals("0", configuration.getGpuOptions().getVisibleDeviceList());
    assertEquals(0.45, configuration.getGpuOptions().getPerProcessGpuMemoryFraction());
    assertTrue(configuration.getGpuOptions().getAllowGrowth());
    assertEquals("gpu:0+gpu:1", slots("gpu:1+gpu:0", 1).get(0).argument());
  }
}
