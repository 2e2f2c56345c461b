package dev.luthier.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaDriverTest {

  @TempDir private Path root;

  private Optional<NvidiaDriver> withModule(String text) throws IOException {
    Path module = root.resolve("proc/driver/nvidia/version");
    Files.createDirectories(module.getParent());
    Files.writeString(module, text);
    return NvidiaDriver.find(root);
  }

  @Test
  void bothOfItsModulesTellTheirVersion() throws IOException {
    assertEquals(
        Optional.of(new NvidiaDriver(Optional.of("535.129.03"))),
        withModule(
            """
            NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023
            GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)
            """));
    assertEquals(
        Optional.of(new NvidiaDriver(Optional.of("580.65.06"))),
        withModule(
            """
            NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (root)
            GCC version:  gcc version 13.3.0
            """));
  }

  @Test
  void windowsDoesNotTell() throws IOException {
    assertEquals(Optional.empty(), NvidiaDriver.find(root));
    Files.createDirectories(root.resolve("dev"));
    Files.createFile(root.resolve("dev/dxg"));
    assertEquals(Optional.of(new NvidiaDriver(Optional.empty())), NvidiaDriver.find(root));
  }
}
