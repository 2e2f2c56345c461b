package dev.luthier.graph;

import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Products of float16 matrices by the op's second version. The third, which is the one that
 * TensorFlow Java and the gradients make, has no kernel for them on a CPU; what they work out is
 * the same.
 */
final class BatchProducts {

  private static final String THIRD_VERSION = "BatchMatMulV3";
  private static final List<String> TYPES = List.of("Ta", "Tb", "Tout");

  private BatchProducts() {}

  /** The nodes with such products by the second version. */
  static List<NodeDef> withKernels(List<NodeDef> nodes) {
    return nodes.stream().map(BatchProducts::withKernel).toList();
  }

  private static NodeDef withKernel(NodeDef node) {
    if (!node.getOp().equals(THIRD_VERSION)
        || TYPES.stream()
            .anyMatch(type -> node.getAttrOrThrow(type).getType() != DataType.DT_HALF)) {
      return node;
    }
    NodeDef.Builder second = node.toBuilder().setOp("BatchMatMulV2");
    TYPES.forEach(second::removeAttr);
    return second.putAttr("T", AttrValue.newBuilder().setType(DataType.DT_HALF).build()).build();
  }
}
