package dev.luthier.graph;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bytedeco.javacpp.Loader;

/**
 * Why TensorFlow sees no GPU.
 *
 * @param reason what is the matter
 * @param remedy what to do about it
 */
public record GpuAbsence(String reason, String remedy) {

  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  /** What TensorFlow 2.18 loads when it starts with a GPU. */
  private static final List<String> CUDA_LIBRARIES =
      List.of(
          "libcudart.so.12",
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcufft.so.11",
          "libcusolver.so.11",
          "libcusparse.so.12");

  /** Looks around on this machine. */
  public static GpuAbsence explain() {
    return explain(Natives.choose(), System.getenv(), Files::exists, GpuAbsence::isLoadable);
  }

  /**
   * Works from what is given.
   *
   * @param natives the libraries in use
   * @param environment variables of this process
   * @param exists whether there is such a file
   * @param loadable whether the dynamic linker finds such a library
   */
  static GpuAbsence explain(
      Natives natives,
      Map<String, String> environment,
      Predicate<Path> exists,
      Predicate<String> loadable) {
    if (natives == Natives.CPU) {
      return new GpuAbsence(
          "this build has TensorFlow's libraries for the CPU",
          "build with: mvn -Pgpu -DskipTests package");
    }
    String visible = environment.get("CUDA_VISIBLE_DEVICES");
    if (visible != null && (visible.isBlank() || visible.strip().startsWith("-"))) {
      return new GpuAbsence(
          "CUDA_VISIBLE_DEVICES='" + visible + "' hides every GPU",
          "unset it, or list GPUs such as 0,1");
    }
    if (!exists.test(DRIVER)) {
      return new GpuAbsence(
          "no NVIDIA driver is loaded, " + DRIVER + " is missing",
          "install NVIDIA's driver; a container needs to be started with its GPUs");
    }
    if (!loadable.test("libcuda.so.1")) {
      return new GpuAbsence(
          "the driver's libcuda.so.1 cannot be loaded",
          "install the driver's libraries; a container needs NVIDIA's container toolkit");
    }
    for (String library : CUDA_LIBRARIES) {
      if (!loadable.test(library)) {
        return new GpuAbsence(
            library + " cannot be loaded", "install CUDA 12 and put it on LD_LIBRARY_PATH");
      }
    }
    if (!loadable.test("libcudnn.so.9")) {
      return new GpuAbsence(
          "libcudnn.so.9 cannot be loaded", "install cuDNN 9 and put it on LD_LIBRARY_PATH");
    }
    return new GpuAbsence(
        "driver and libraries are there, but TensorFlow takes no GPU",
        "run again with TF_CPP_MIN_LOG_LEVEL=0 to see what TensorFlow says");
  }

  private static boolean isLoadable(String library) {
    try {
      Loader.loadGlobal(library);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
