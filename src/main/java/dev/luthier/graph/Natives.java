package dev.luthier.graph;

import org.tensorflow.TensorFlow;

/** TensorFlow's native libraries: which of them are on the class path. */
public enum Natives {
  CPU,
  /** Built for CUDA; they run on the CPU where there is no GPU. */
  GPU;

  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String GPU_LIBRARY =
      "/org/tensorflow/internal/c_api/linux-x86_64-gpu/libjnitensorflow.so";

  /**
   * Has JavaCPP load the GPU libraries where they are on the class path, and says which ones are
   * taken. Without effect once TensorFlow is loaded, or when the user has set JavaCPP's property.
   */
  public static Natives choose() {
    if (System.getProperty(EXTENSION) == null && Natives.class.getResource(GPU_LIBRARY) != null) {
      System.setProperty(EXTENSION, "-gpu");
    }
    return "-gpu".equals(System.getProperty(EXTENSION)) ? GPU : CPU;
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
