package dev.luthier.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.TensorFlow;

/**
 * All that this process can find out about the machine's GPUs beside TensorFlow's own list.
 *
 * @param natives the libraries of TensorFlow in use
 * @param haveGpuNatives whether those for GPUs are on the class path
 * @param environment variables of this process
 * @param driver empty where none is loaded
 * @param smi empty where there is no driver or no {@code nvidia-smi}
 * @param linker what the dynamic linker finds
 */
public record GpuSurvey(
    Natives natives,
    boolean haveGpuNatives,
    Map<String, String> environment,
    Optional<NvidiaDriver> driver,
    Optional<NvidiaSmi> smi,
    Linker linker) {

  /** The dynamic linker of this process. */
  interface Linker {
    /** Whether it finds a library by its bare name. */
    boolean finds(String library);

    /**
     * Version of the cuDNN that is loaded, such as {@code 9.5.1}, where its file's name says it.
     */
    Optional<String> cudnn();
  }

  /** Looks around. Takes up to a second where there is a driver. */
  public static GpuSurvey ofMachine() {
    Optional<NvidiaDriver> driver = NvidiaDriver.find();
    return new GpuSurvey(
        Natives.choose(),
        Natives.haveGpu(),
        System.getenv(),
        driver,
        driver.flatMap(d -> NvidiaSmi.ask()),
        new ProcessLinker());
  }

  /** The driver's version, from whoever tells. */
  public Optional<String> driverVersion() {
    return driver
        .flatMap(NvidiaDriver::version)
        .or(() -> smi.flatMap(s -> s.gpus().stream().findFirst()).flatMap(NvidiaGpu::driver));
  }

  /** Whether CUDA comes with this build, whatever the system has. */
  public boolean hasOwnCuda() {
    return CudaLibraries.ofBuild().isPresent();
  }

  /** Whether XLA finds the code that it links programs for GPUs with, in a CUDA toolkit. */
  public boolean findsToolkit() {
    return environment.getOrDefault("XLA_FLAGS", "").contains("--xla_gpu_cuda_data_dir=")
        || Files.isDirectory(Path.of("/usr/local/cuda/nvvm/libdevice"));
  }

  /** That of this process, which keeps what it has looked for. */
  private static final class ProcessLinker implements Linker {

    private static final Path MAPPINGS = Path.of("/proc/self/maps");
    private static final Pattern CUDNN = Pattern.compile("/libcudnn\\.so\\.(\\d+\\.\\d+\\.\\d+)$");

    @Override
    public boolean finds(String library) {
      TensorFlow.version(); // its library holds JavaCPP's native methods
      try {
        Loader.loadGlobal(library);
        return true;
      } catch (UnsatisfiedLinkError e) {
        return false;
      }
    }

    @Override
    public Optional<String> cudnn() {
      try (Stream<String> mappings = Files.lines(MAPPINGS)) {
        return mappings.map(CUDNN::matcher).filter(Matcher::find).map(m -> m.group(1)).findFirst();
      } catch (IOException e) {
        throw new UncheckedIOException(MAPPINGS.toString(), e);
      }
    }
  }
}
