package dev.luthier.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.ConfigProto;

class DeviceChoiceTest {

  private static final Device CPU = new Device("/device:CPU:0", Device.Kind.CPU, 0, 0);
  private static final Device GPU = new Device("/device:GPU:0", Device.Kind.GPU, 0, 1);
  private static final Device SECOND_GPU = new Device("/device:GPU:1", Device.Kind.GPU, 1, 1);

  @ParameterizedTest
  @CsvSource({
    "auto,gpu:0",
    "cpu,cpu",
    "cpu:0,cpu:0",
    "cpu:1,cpu:1",
    "cpu:0+cpu:2,cpu:0+cpu:2",
    "gpu:0,gpu:0",
    "gpu:1,gpu:1",
    "gpu:1:0.25,gpu:1",
    "gpu:0+gpu:1,gpu:0+gpu:1",
    "gpu:3:0.5+gpu:0:0.5,gpu:3+gpu:0"
  })
  void saysWhatItReadsAndWhatIsUsed(String text, String used) {
    DeviceChoice choice = DeviceChoice.parse(text);
    assertEquals(text, choice.toString());
    assertEquals(choice, DeviceChoice.parse(choice.toString()));
    assertEquals(used, choice.resolve(List.of(CPU, GPU, SECOND_GPU)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auto|",
        "cpu|/device:CPU:0",
        "cpu:1|/device:CPU:1",
        "cpu:0+cpu:1|/device:CPU:0 /device:CPU:1",
        "gpu:2|/device:GPU:0",
        "gpu:3+gpu:1|/device:GPU:0 /device:GPU:1"
      })
  void namesTheDevicesForAGraph(String text, String names) {
    assertEquals(
        names == null ? List.of() : List.of(names.split(" ")),
        DeviceChoice.parse(text).tensorFlowNames());
  }

  @Test
  void aShareOfAThirdIsReadBackAsItIsWritten() {
    DeviceChoice third = new DeviceChoice.Gpu(0).withMemoryShare(1.0 / 3);
    assertEquals("gpu:0:0.333333333", third.toString());
    assertEquals(third, DeviceChoice.parse(third.toString()));
  }

  @Test
  void restrictsTheSession() {
    ConfigProto several = configuration("gpu:3:0.4+gpu:1:0.4");
    assertEquals("3,1", several.getGpuOptions().getVisibleDeviceList());
    assertEquals(0.4, several.getGpuOptions().getPerProcessGpuMemoryFraction());
    assertTrue(several.getGpuOptions().getAllowGrowth());
    assertEquals(0, configuration("gpu:1").getGpuOptions().getPerProcessGpuMemoryFraction());
    assertEquals(Map.of("GPU", 0), configuration("cpu").getDeviceCountMap());
    assertEquals(Map.of("GPU", 0, "CPU", 3), configuration("cpu:2+cpu:0").getDeviceCountMap());
    assertEquals(Map.of("GPU", 1), configuration("auto").getDeviceCountMap());
  }

  private static ConfigProto configuration(String choice) {
    ConfigProto.Builder configuration = ConfigProto.newBuilder();
    DeviceChoice.parse(choice).applyTo(configuration);
    return configuration.build();
  }

  @Test
  void makesTheLogicalDevicesThatItNames() {
    List<Device> seen = Devices.list(DeviceChoice.parse("cpu:0+cpu:1"));
    assertEquals(List.of("cpu", "cpu:1"), seen.stream().map(Device::shortName).toList());
    assertEquals(1, Devices.list(DeviceChoice.parse("cpu")).size());
  }

  @Test
  void autoIsTheCpuWithoutAGpu() {
    assertEquals("cpu", DeviceChoice.parse("auto").resolve(List.of(CPU)));
  }

  @Test
  void aGpuThatIsNotThereIsAnError() {
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> DeviceChoice.parse("gpu:1").resolve(List.of(CPU)));
    assertEquals(
        "device must be one that TensorFlow sees, was gpu:1; write cpu, or see what there is with:"
            + " luthier devices",
        thrown.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> DeviceChoice.parse("gpu:0+gpu:1").resolve(List.of(CPU, GPU)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu",
        "gpu:",
        "gpu:-1",
        "gpu:99999999999",
        "GPU:0",
        "tpu:0",
        "",
        "+",
        "gpu:0+",
        "gpu:0+gpu:0",
        "cpu:1+cpu:1",
        "gpu:0+cpu:0",
        "cpu+cpu:1",
        "auto+gpu:0",
        "gpu:0:0.5+gpu:1",
        "gpu:0:0",
        "gpu:0:0.0",
        "gpu:0:1.5",
        "cpu:0:0.5",
        "cpu:64",
        "gpu:0, gpu:1"
      })
  void otherFormsAreErrors(String text) {
    assertThrows(IllegalArgumentException.class, () -> DeviceChoice.parse(text));
  }
}
