package dev.luthier.graph;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why XLA does not compile a training. */
final class XlaFailure {

  private static final String REMEDY = "; leave jit_compile out of training";
  private static final Pattern UNSUPPORTED =
      Pattern.compile("unsupported operations when trying to compile graph[^:]*: *(\\w+)");
  private static final Pattern NODE = Pattern.compile("\\{\\{node ([^}]+)}}");

  private XlaFailure() {}

  /**
   * What to tell in place of an error of a compiled loop: the error itself if it is another one.
   */
  static RuntimeException explain(RuntimeException cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("libdevice") || message.contains("ptxas")) {
      return new IllegalArgumentException(
          "jit_compile needs libdevice.10.bc and ptxas of CUDA, which XLA does not find; name the"
              + " directory of CUDA in XLA_FLAGS=--xla_gpu_cuda_data_dir=DIRECTORY, or leave"
              + " jit_compile out of training",
          cause);
    }
    Matcher unsupported = UNSUPPORTED.matcher(message);
    if (unsupported.find()) {
      return refusal("cannot compile the operation " + unsupported.group(1), message, cause);
    }
    if (message.contains("tf2xla conversion failed")) {
      String reason = message.lines().findFirst().orElse("").strip();
      return refusal("cannot compile this model: " + reason, message, cause);
    }
    return cause;
  }

  private static RuntimeException refusal(String what, String message, RuntimeException cause) {
    Matcher node = NODE.matcher(message);
    String place = node.find() ? ", at " + node.group(1) : "";
    return new IllegalArgumentException("XLA " + what + place + REMEDY, cause);
  }
}
