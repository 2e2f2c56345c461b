package dev.luthier.graph;

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
}
