package dev.luthier.device;

import java.util.Map;

/**
 * NVIDIA's TensorFloat-32: products of float32 on GPUs since Ampere with ten bits of the fraction.
 * TensorFlow uses it unless the environment, which CUDA reads when it is loaded, says otherwise.
 */
public final class TensorFloat32 {

  /** The variable that switches it off with the value 0. */
  public static final String VARIABLE = "NVIDIA_TF32_OVERRIDE";

  private TensorFloat32() {}

  /** Whether an environment switches it off. */
  public static boolean isOff(Map<String, String> environment) {
    return "0".equals(environment.get(VARIABLE));
  }
}
