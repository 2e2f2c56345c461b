package dev.luthier.graph;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.exceptions.TensorFlowException;

/** Says which layer cannot be trained because TensorFlow has no gradient for one of its ops. */
final class MissingGradient {

  private static final Pattern OP_TYPE = Pattern.compile("No gradient defined for op: (\\w+)");

  private MissingGradient() {}

  static RuntimeException explain(Graph graph, TensorFlowException cause) {
    Matcher matcher = OP_TYPE.matcher(String.valueOf(cause.getMessage()));
    if (!matcher.find()) {
      return cause;
    }
    String type = matcher.group(1);
    List<String> places = new ArrayList<>();
    for (Iterator<GraphOperation> ops = graph.operations(); ops.hasNext(); ) {
      GraphOperation op = ops.next();
      if (op.type().equals(type)) {
        places.add(op.name());
      }
    }
    return new IllegalArgumentException(
        "TensorFlow has no gradient for the op "
            + type
            + ", which stands at "
            + String.join(", ", places)
            + "; build the layer from other ops",
        cause);
  }
}
