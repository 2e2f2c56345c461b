package dev.luthier.spec;

import dev.luthier.nn.Hinge;
import dev.luthier.nn.Huber;
import dev.luthier.nn.Loss;
import dev.luthier.nn.MeanAbsoluteError;
import dev.luthier.nn.MeanSquaredError;
import dev.luthier.nn.SigmoidCrossEntropy;
import dev.luthier.nn.SoftmaxCrossEntropy;
import dev.luthier.spec.proto.HingeDef;
import dev.luthier.spec.proto.HuberDef;
import dev.luthier.spec.proto.LossDef;
import dev.luthier.spec.proto.MeanAbsoluteErrorDef;
import dev.luthier.spec.proto.MeanSquaredErrorDef;
import dev.luthier.spec.proto.SigmoidCrossEntropyDef;
import dev.luthier.spec.proto.SoftmaxCrossEntropyDef;

/** Losses as messages and as records. */
final class LossMapping {

  private static final float DEFAULT_DELTA = 1;

  private LossMapping() {}

  static Loss fromProto(LossDef def) {
    return switch (def.getKindCase()) {
      case SOFTMAX_CROSS_ENTROPY ->
          new SoftmaxCrossEntropy(
              def.getSoftmaxCrossEntropy().getLabelSmoothing(),
              def.getSoftmaxCrossEntropy().getClassWeightList());
      case SIGMOID_CROSS_ENTROPY ->
          new SigmoidCrossEntropy(
              def.getSigmoidCrossEntropy().getLabelSmoothing(),
              def.getSigmoidCrossEntropy().getClassWeightList());
      case MEAN_SQUARED_ERROR -> new MeanSquaredError();
      case MEAN_ABSOLUTE_ERROR -> new MeanAbsoluteError();
      case HUBER ->
          new Huber(def.getHuber().hasDelta() ? def.getHuber().getDelta() : DEFAULT_DELTA);
      case HINGE -> new Hinge(def.getHinge().getClassWeightList());
      case KIND_NOT_SET ->
          throw new IllegalArgumentException(
              "loss must be chosen, was left out; write loss { softmax_cross_entropy {} } for"
                  + " classes or loss { mean_squared_error {} } for numbers");
    };
  }

  static LossDef toProto(Loss loss) {
    LossDef.Builder def = LossDef.newBuilder();
    if (loss instanceof SoftmaxCrossEntropy softmax) {
      def.setSoftmaxCrossEntropy(
          SoftmaxCrossEntropyDef.newBuilder()
              .setLabelSmoothing(softmax.labelSmoothing())
              .addAllClassWeight(softmax.classWeight()));
    } else if (loss instanceof SigmoidCrossEntropy sigmoid) {
      def.setSigmoidCrossEntropy(
          SigmoidCrossEntropyDef.newBuilder()
              .setLabelSmoothing(sigmoid.labelSmoothing())
              .addAllClassWeight(sigmoid.classWeight()));
    } else if (loss instanceof Hinge hinge) {
      def.setHinge(HingeDef.newBuilder().addAllClassWeight(hinge.classWeight()));
    } else if (loss instanceof MeanSquaredError) {
      def.setMeanSquaredError(MeanSquaredErrorDef.getDefaultInstance());
    } else if (loss instanceof MeanAbsoluteError) {
      def.setMeanAbsoluteError(MeanAbsoluteErrorDef.getDefaultInstance());
    } else if (loss instanceof Huber huber) {
      def.setHuber(HuberDef.newBuilder().setDelta(huber.delta()));
    }
    return def.build();
  }
}
