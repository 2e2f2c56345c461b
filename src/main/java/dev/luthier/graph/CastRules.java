package dev.luthier.graph;

import dev.luthier.nn.Precision;
import java.util.Set;

/**
 * Which type an op of a layer computes in where the model's {@link Precision} is mixed, by the op's
 * name. An op that is in no list computes in float32: a new op is exact until it is known here.
 */
enum CastRules {
  /** In the low type: products and convolutions, which are worth it. */
  LOW,
  /**
   * In the low type where an input has it, else in float32: what reads and writes more than it
   * computes.
   */
  FOLLOWING,
  /** The first input as it is, the others in float32: the op adds up in float32 itself. */
  STATISTICS,
  /** As its inputs are: their values do not matter, or any type is right. */
  ANY,
  /** In float32: sums of many values, exponentials, and whatever is not known. */
  FLOAT32;

  private static final Set<String> LOW_OPS =
      Set.of(
          "BatchMatMulV2",
          "BatchMatMulV3",
          "Conv2D",
          "Conv2DBackpropInput",
          "DepthwiseConv2dNative",
          "Einsum",
          "MatMul");

  private static final Set<String> FOLLOWING_OPS =
      Set.of(
          "Add",
          "AddN",
          "AddV2",
          "AvgPool",
          "BatchToSpaceND",
          "BiasAdd",
          "ConcatV2",
          "Elu",
          "ExpandDims",
          "Identity",
          "LeakyRelu",
          "MaxPool",
          "Maximum",
          "Minimum",
          "MirrorPad",
          "Mul",
          "Neg",
          "Pack",
          "Pad",
          "PadV2",
          "Relu",
          "Relu6",
          "Reshape",
          "ReverseV2",
          "Select",
          "SelectV2",
          "Selu",
          "Sigmoid",
          "Slice",
          "SpaceToBatchND",
          "Split",
          "SplitV",
          "Squeeze",
          "StopGradient",
          "StridedSlice",
          "Sub",
          "Tanh",
          "Tile",
          "Transpose",
          "Unpack");

  private static final Set<String> ANY_OPS = Set.of("Cast", "Shape", "ShapeN", "Size", "Rank");

  static CastRules of(String op) {
    if (LOW_OPS.contains(op)) {
      return LOW;
    }
    if (FOLLOWING_OPS.contains(op)) {
      return FOLLOWING;
    }
    if (ANY_OPS.contains(op)) {
      return ANY;
    }
    return op.equals("FusedBatchNormV3") ? STATISTICS : FLOAT32;
  }
}
