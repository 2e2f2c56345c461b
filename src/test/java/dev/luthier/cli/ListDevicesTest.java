package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.device.NvidiaDriver;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ListDevicesTest {

  @Test
  void aCpuIsAlwaysThereAndAMissingGpuIsExplained() throws IOException {
    Invocation devices = Invocation.of("devices", "--json");
    assertEquals(ExitCode.DONE, devices.code(), devices.err());
    JsonNode seen = new ObjectMapper().readTree(devices.out());
    assertEquals("cpu", seen.at("/devices/0/device").asText());
    assertTrue(seen.at("/tensorflow").asText().startsWith("2."), devices.out());
    boolean gpu = seen.at("/devices/1/kind").asText().equals("GPU");
    assertEquals(gpu, seen.at("/no_gpu").isNull());
    assertEquals(gpu, seen.at("/no_gpu/remedy").isMissingNode());
    assertEquals(NvidiaDriver.find().isEmpty(), seen.at("/driver").isNull());
    assertTrue(seen.at("/gpus").isArray(), devices.out());
  }

  @Test
  void forPeople() {
    Invocation devices = Invocation.of("devices");
    assertTrue(devices.out().contains("device      cpu"), devices.out());
    assertFalse(devices.out().contains("{"), devices.out());
  }
}
