package dev.luthier.device;

import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.TensorFlow;

/** TensorFlow's native libraries: which of those on the class path are used. */
public enum Natives {
  CPU,
  /** Built for CUDA; they run on the CPU where there is no GPU. */
  GPU;

  /** Environment: 0 forbids GPUs, 1 asks for the libraries for GPUs also where no driver is. */
  static final String VARIABLE = "LUTHIER_GPU";

  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String LIBRARIES = "/org/tensorflow/internal/c_api/linux-x86_64";

  /** What is taken does not change within a process; null until it is known. */
  private static Natives chosen;

  /**
   * Has JavaCPP load the libraries for GPUs where they are on the class path and there is a driver
   * to use them with, and says which ones are taken. Where the user has set JavaCPP's property,
   * that stands. To be called before TensorFlow is loaded.
   *
   * @throws IllegalArgumentException if the variable LUTHIER_GPU is neither 0 nor 1
   * @throws IllegalStateException if there is no room to unpack the libraries for GPUs
   */
  public static synchronized Natives choose() {
    if (chosen == null) {
      chosen = chooseForProcess();
    }
    return chosen;
  }

  /** Whether there are libraries for GPUs on the class path, used or not. */
  public static boolean haveGpu() {
    return isOnClassPath(GPU);
  }

  /** Whether the user has said that there shall be no GPU. */
  public static boolean forbidsGpu() {
    return "0".equals(System.getenv(VARIABLE));
  }

  private static Natives chooseForProcess() {
    Map<String, String> environment = System.getenv();
    String given = System.getProperty(EXTENSION);
    Natives natives =
        given != null
            ? given.equals(GPU.extension()) ? GPU : CPU
            : choose(
                Optional.ofNullable(environment.get(VARIABLE)).filter(v -> !v.isBlank()),
                isOnClassPath(CPU),
                isOnClassPath(GPU),
                !VisibleGpus.hidesAll(environment));
    // Left to itself, JavaCPP takes the libraries for GPUs wherever they are.
    System.setProperty(EXTENSION, natives.extension());
    if (natives == GPU) {
      UnpackingRoom.require(libraries());
    }
    if (natives == GPU && !VisibleGpus.hidesAll(environment) && NvidiaDriver.find().isPresent()) {
      CudaLibraries.ofBuild().ifPresent(CudaLibraries::load);
    }
    return natives;
  }

  /**
   * Works from what is given.
   *
   * @param wish the variable's value
   * @param haveCpu whether there are libraries for the CPU alone
   * @param haveGpu whether there are libraries for GPUs
   * @param visible whether the process may see a GPU
   */
  static Natives choose(Optional<String> wish, boolean haveCpu, boolean haveGpu, boolean visible) {
    if (wish.isPresent() && !wish.get().equals("0") && !wish.get().equals("1")) {
      throw new IllegalArgumentException(
          VARIABLE
              + " must be 0 or 1, was '"
              + wish.get()
              + "'; without it GPUs are used where they are");
    }
    if (!haveGpu || !haveCpu) {
      return haveGpu ? GPU : CPU;
    }
    boolean gpu =
        wish.map(w -> w.equals("1")).orElseGet(() -> visible && NvidiaDriver.find().isPresent());
    return gpu ? GPU : CPU;
  }

  private static boolean isOnClassPath(Natives natives) {
    return natives.resource("libjnitensorflow.so").isPresent();
  }

  private Optional<URL> resource(String library) {
    return Optional.ofNullable(Natives.class.getResource(LIBRARIES + extension() + "/" + library));
  }

  /** Those for the CPU, too: JavaCPP unpacks all that would do, and loads the first. */
  private static List<URL> libraries() {
    return Stream.of(values())
        .flatMap(
            natives ->
                Stream.of("libtensorflow_framework.so.2", "libtensorflow_cc.so.2")
                    .map(natives::resource))
        .flatMap(Optional::stream)
        .toList();
  }

  private String extension() {
    return this == GPU ? "-gpu" : "";
  }

  /**
   * As {@link #choose}, and begins to load TensorFlow, which takes a third of a second, while other
   * things are read. Where that fails, so does the first use of TensorFlow, which tells of it.
   */
  public static void loadEarly() {
    choose();
    Thread loading = new Thread(TensorFlow::version, "loading TensorFlow");
    loading.setDaemon(true);
    loading.setUncaughtExceptionHandler((thread, told) -> {});
    // The process must not be torn down in the middle of it.
    Thread end = new Thread(() -> awaitEnd(loading), "end of loading");
    Runtime.getRuntime().addShutdownHook(end);
    loading.start();
  }

  private static void awaitEnd(Thread loading) {
    try {
      loading.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
