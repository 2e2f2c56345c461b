package dev.luthier.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A machine with a GPU that TensorFlow would see, and what can be wrong with it. */
class GpuAbsenceTest {

  private Natives natives = Natives.GPU;
  private boolean haveGpuNatives = true;
  private final Map<String, String> environment = new HashMap<>();
  private Optional<NvidiaDriver> driver = driver("580.65.06");
  private Optional<NvidiaSmi> smi =
      Optional.of(smi(VisibleGpusTest.gpu(0, "NVIDIA L4", "8.9", "GPU-a")));
  private final Set<String> libraries =
      new HashSet<>(
          Set.of(
              "libcuda.so.1",
              "libcudart.so.12",
              "libcublas.so.12",
              "libcublasLt.so.12",
              "libcufft.so.11",
              "libcusolver.so.11",
              "libcusparse.so.12",
              "libcudnn.so.9"));
  private Optional<String> cudnn = Optional.of("9.5.1");

  private static Optional<NvidiaDriver> driver(String version) {
    return Optional.of(new NvidiaDriver(Optional.of(version)));
  }

  private static NvidiaSmi smi(NvidiaGpu... gpus) {
    return new NvidiaSmi(List.of(gpus), Optional.empty(), Optional.empty());
  }

  private GpuSurvey survey() {
    GpuSurvey.Linker linker =
        new GpuSurvey.Linker() {
          @Override
          public boolean finds(String library) {
            return libraries.contains(library);
          }

          @Override
          public Optional<String> cudnn() {
            return cudnn;
          }
        };
    return new GpuSurvey(natives, haveGpuNatives, environment, driver, smi, linker);
  }

  private void assertExplained(String reason, String remedy) {
    GpuAbsence absence = GpuAbsence.explain(survey());
    assertTrue(absence.reason().contains(reason), absence.toString());
    assertTrue(absence.remedy().contains(remedy), absence.toString());
    assertFalse((absence.reason() + absence.remedy()).contains("\n"), absence.toString());
  }

  @Test
  void whereNothingIsWrongTensorFlowIsAsked() {
    assertExplained("TensorFlow takes no GPU", "TF_CPP_MIN_LOG_LEVEL=0");
  }

  @Test
  void theUsersOwnChoices() {
    environment.put("CUDA_VISIBLE_DEVICES", "");
    assertExplained("CUDA_VISIBLE_DEVICES='' hides every GPU", "unset it");
    environment.put("CUDA_VISIBLE_DEVICES", "-1");
    assertExplained("hides every GPU", "unset it");
    environment.put("CUDA_VISIBLE_DEVICES", "4");
    assertExplained("CUDA_VISIBLE_DEVICES='4' names no GPU of this machine", "list some of 0");
    environment.put("LUTHIER_GPU", "0");
    assertExplained("LUTHIER_GPU=0 forbids GPUs", "unset it");
  }

  @Test
  void theDriver() {
    driver = driver("470.256.02");
    assertExplained("the driver is 470.256.02, too old for CUDA 12", "525.60.13 or newer");
    driver = driver("525.60.13");
    assertExplained("TensorFlow takes no GPU", "");
    driver = Optional.empty();
    smi = Optional.empty();
    libraries.clear();
    assertExplained("no NVIDIA driver is loaded", "install NVIDIA's driver");
    natives = Natives.CPU;
    assertExplained("no NVIDIA driver is loaded", "install NVIDIA's driver");
  }

  @Test
  void whatTheDriversProgramSays() {
    smi = failing("Failed to initialize NVML: Driver/library version mismatch");
    assertExplained("nvidia-smi fails: Failed to initialize NVML", "restart the machine");
    smi = failing("No devices were found");
    assertExplained("No devices were found", "dmesg");
    smi = failing("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.");
    assertExplained("couldn't communicate", "container toolkit");
    smi = Optional.empty();
    assertExplained("TensorFlow takes no GPU", "");
  }

  private static Optional<NvidiaSmi> failing(String said) {
    return Optional.of(new NvidiaSmi(List.of(), Optional.empty(), Optional.of(said)));
  }

  @Test
  void tensorFlowsLibraries() {
    natives = Natives.CPU;
    assertExplained("libraries for the CPU are in use", "leave out the option");
    haveGpuNatives = false;
    assertExplained("this build has TensorFlow's libraries for the CPU alone", "luthier --gpu");
  }

  @Test
  void cudasLibraries() {
    cudnn = Optional.of("9.1.0");
    assertExplained("cuDNN is 9.1.0, TensorFlow needs 9.3 or newer", "install a newer cuDNN 9");
    libraries.remove("libcudnn.so.9");
    assertExplained("libcudnn.so.9 cannot be loaded", "luthier --gpu");
    libraries.remove("libcufft.so.11");
    assertExplained("libcufft.so.11, libcudnn.so.9 cannot be loaded", "LD_LIBRARY_PATH");
    libraries.remove("libcuda.so.1");
    assertExplained("libcuda.so.1 cannot be loaded", "--gpus all");
  }

  @Test
  void theGpu() {
    smi = Optional.of(smi(VisibleGpusTest.gpu(0, "NVIDIA GeForce GTX 960", "5.2", "GPU-a")));
    assertExplained(
        "NVIDIA GeForce GTX 960 has compute capability 5.2, TensorFlow needs 6.0 or newer",
        "Pascal");
    environment.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    NvidiaGpu old = VisibleGpusTest.gpu(0, "NVIDIA Quadro M4000", "5.2", "GPU-a");
    smi = Optional.of(smi(old, VisibleGpusTest.gpu(1, "NVIDIA L4", "8.9", "GPU-b")));
    assertExplained("TensorFlow takes no GPU", "");
    environment.put("CUDA_VISIBLE_DEVICES", "0");
    assertExplained("NVIDIA Quadro M4000 has compute capability 5.2", "Pascal");
  }

  @Test
  void anOldCudnnIsAlsoToldWhereThereIsAGpu() {
    assertEquals(Optional.empty(), GpuAbsence.oldCudnn(survey()));
    cudnn = Optional.of("9.10.2");
    assertEquals(Optional.empty(), GpuAbsence.oldCudnn(survey()));
    cudnn = Optional.of("9.2.0");
    assertTrue(GpuAbsence.oldCudnn(survey()).isPresent());
  }
}
