package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChoiceTest {

  private static final Device CPU = new Device("/device:CPU:0", Device.Kind.CPU, 0, 0);
  private static final Device GPU = new Device("/device:GPU:0", Device.Kind.GPU, 0, 1);

  @ParameterizedTest
  @CsvSource({"auto,gpu:0", "cpu,cpu", "gpu:0,gpu:0", "gpu:1,gpu:1"})
  void usesTheGpuThatIsSeen(String text, String used) {
    DeviceChoice choice = DeviceChoice.parse(text);
    assertEquals(text, choice.toString());
    assertEquals(used, choice.resolve(List.of(CPU, GPU)));
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
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "gpu:", "gpu:-1", "gpu:99999999999", "GPU:0", "tpu:0", ""})
  void otherFormsAreErrors(String text) {
    assertThrows(IllegalArgumentException.class, () -> DeviceChoice.parse(text));
  }
}
