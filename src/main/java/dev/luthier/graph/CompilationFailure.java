package dev.luthier.graph;

import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says why XLA cannot compile a step: an op that it does not know, or a machine that lacks a tool.
 */
final class CompilationFailure {

  private static final String REMEDY = "; leave jit_compile out of training";

  private static final Pattern UNKNOWN_OP =
      Pattern.compile("No registered '(\\w+)' OpKernel for XLA");
  private static final Pattern PLACE = Pattern.compile("\\{\\{node ([^}]+)}}");
  private static final Pattern TOOL =
      Pattern.compile("ptxas|libdevice|nvlink", Pattern.CASE_INSENSITIVE);

  private CompilationFailure() {}

  /** What to throw for what a compiled step has thrown. */
  static RuntimeException explain(RuntimeException cause) {
    String message = String.valueOf(cause.getMessage());
    TreeSet<String> ops = new TreeSet<>();
    UNKNOWN_OP.matcher(message).results().forEach(match -> ops.add(match.group(1)));
    if (!ops.isEmpty()) {
      Matcher place = PLACE.matcher(message);
      return new IllegalArgumentException(
          "jit_compile must be left out with layers that XLA does not know: it cannot compile "
              + String.join(", ", ops)
              + (place.find() ? ", the first at " + place.group(1) : "")
              + REMEDY
              + " or remove the layer",
          cause);
    }
    Matcher tool = TOOL.matcher(message);
    if (tool.find()) {
      return new IllegalArgumentException(
          "jit_compile needs "
              + tool.group()
              + " of the CUDA toolkit, which XLA does not find; install cuda-nvcc and set"
              + " XLA_FLAGS=--xla_gpu_cuda_data_dir=DIRECTORY_OF_CUDA, or"
              + REMEDY.substring(1),
          cause);
    }
    return cause;
  }
}
