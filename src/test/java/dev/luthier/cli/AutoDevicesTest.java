package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.device.DeviceChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoDevicesTest {

  private static final String NOTICE =
      "working on the CPU: a step is too small for a GPU; --device gpu:0 insists";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          auto       | 2 | false | gpu:0,gpu:1 |
          auto       | 0 | false | cpu         |
          auto       | 2 | true  | cpu         | told
          auto       | 0 | true  | cpu         |
          gpu:0      | 2 | true  | gpu:0       |
          gpu:1,auto | 2 | true  | gpu:1       | told
          cpu,auto   | 1 | false | cpu,gpu:0   |
          """)
  void autoIsTheGpusUnlessTheModelIsSmall(
      String asked, int gpus, boolean isSmall, String expected, String told) {
    List<String> said = new ArrayList<>();
    assertEquals(
        choices(expected),
        AutoDevices.of(
            choices(asked),
            gpus,
            isSmall ? Optional.of("a step is too small for a GPU") : Optional.empty(),
            said::add));
    assertEquals(told == null ? List.of() : List.of(NOTICE), said);
  }

  private static List<DeviceChoice> choices(String text) {
    return Stream.of(text.split(",")).map(DeviceChoice::parse).toList();
  }
}
