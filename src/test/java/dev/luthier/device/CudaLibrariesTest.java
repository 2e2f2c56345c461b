package dev.luthier.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luthier.study.worker.JavaCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.TensorFlow;

class CudaLibrariesTest {

  /** Whole names: what TensorFlow asks the dynamic linker for. */
  private static final List<String> NAMES =
      CudaLibraries.NAMES.stream().filter(name -> !name.contains("*")).toList();

  /**
   * Loads the libraries of the build into a process of its own and looks for them by their bare
   * names, which it prints with + where they are found.
   */
  static final class Probe {
    public static void main(String[] arguments) {
      if (arguments[0].equals("load")) {
        CudaLibraries.ofBuild().orElseThrow().load();
      }
      TensorFlow.version(); // its library holds JavaCPP's native methods
      for (String name : NAMES) {
        System.out.println((isFound(name) ? "+" : "-") + name);
      }
    }

    private static boolean isFound(String name) {
      try {
        Loader.loadGlobal(name);
        return true;
      } catch (UnsatisfiedLinkError e) {
        return false;
      }
    }
  }

  private static List<String> probe(String argument) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(JavaCommand.likeThis(List.of(), Probe.class.getName(), argument));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("LD_LIBRARY_PATH");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), said);
    return said.lines().toList();
  }

  @Test
  void loadedOnesAreFoundByName() throws Exception {
    assumeTrue(
        CudaLibraries.ofBuild().isPresent(),
        "no target/cuda; mvn -Pcuda package puts CUDA's libraries there");
    assertEquals(NAMES.stream().map(name -> "+" + name).toList(), probe("load"));
    assumeTrue(probe("look").contains("-libcudnn.so.9"), "the system has CUDA of its own");
  }

  @Test
  void aMissingOneIsNamed(@TempDir Path empty) {
    UnsatisfiedLinkError missing =
        assertThrows(UnsatisfiedLinkError.class, () -> new CudaLibraries(empty).load());
    assertTrue(missing.getMessage().contains(empty.resolve("libcudart.so.12").toString()));
    assertTrue(missing.getMessage().contains("luthier --gpu"), missing.getMessage());
    assertTrue(Optional.ofNullable(missing.getCause()).isPresent());
  }
}
