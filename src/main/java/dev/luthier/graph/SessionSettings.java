package dev.luthier.graph;

import dev.luthier.device.Device;
import dev.luthier.device.DeviceChoice;
import dev.luthier.device.Devices;
import dev.luthier.device.Natives;
import org.tensorflow.proto.ConfigProto;

/**
 * Where and with how many threads a session runs.
 *
 * @param device that the session may use
 * @param threads of an op and between ops; TensorFlow fixes them at a process's first session
 */
public record SessionSettings(DeviceChoice device, int threads) {

  /**
   * Below so many multiply-adds a step, handing work to a second thread costs more than it brings.
   */
  private static final long WORTH_A_SECOND_THREAD = 50_000_000;

  public SessionSettings {
    if (threads <= 0) {
      throw new IllegalArgumentException("threads must be positive, was " + threads);
    }
  }

  /** All cores for a large step, one for a small. */
  public static int threadsFor(TrialSpec spec, int cores) {
    return spec.multiplyAddsPerStep() < WORTH_A_SECOND_THREAD ? 1 : cores;
  }

  /**
   * The device that is used: {@code cpu}, {@code gpu:0+gpu:1}. Opens a session to find out.
   *
   * @throws IllegalArgumentException where a GPU was asked for that TensorFlow does not see
   */
  public String usedDevice() {
    return device.resolve(Devices.list(restricted().build()));
  }

  /**
   * On a GPU TensorFlow's graph optimizers are on. Its layout optimizer rewrites convolutions, the
   * training loop's too, which are NHWC in the graph, to what the device is fastest with: NCHW for
   * float32, NHWC where half of them or more are of float16 (from compute capability 7.0) or of
   * bfloat16 (from 8.0). On the CPU they stay NHWC, which is oneDNN's choice as well.
   */
  ConfigProto configuration() {
    ConfigProto.Builder configuration = restricted();
    if (!mayUseGpu()) {
      // What Grappler saves in a step on the CPU is less than noise, and what it takes for each set
      // of fetches is a third of a short trial.
      configuration
          .getGraphOptionsBuilder()
          .getRewriteOptionsBuilder()
          .setDisableMetaOptimizer(true);
    }
    return configuration.build();
  }

  private ConfigProto.Builder restricted() {
    ConfigProto.Builder configuration =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(threadsBetweenOps())
            .setAllowSoftPlacement(true);
    device.applyTo(configuration);
    return configuration;
  }

  /** Whether there is a GPU among the devices that a session sees. */
  boolean mayUseGpu() {
    return !(device instanceof DeviceChoice.Cpu)
        && Natives.choose() == Natives.GPU
        && Devices.list(restricted().build()).stream()
            .anyMatch(seen -> seen.kind() == Device.Kind.GPU);
  }

  /** Each of several GPUs is kept busy by a thread of its own. */
  private int threadsBetweenOps() {
    return device instanceof DeviceChoice.Gpu gpu
        ? Math.max(threads, gpu.indices().size())
        : threads;
  }
}
