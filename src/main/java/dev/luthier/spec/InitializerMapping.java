package dev.luthier.spec;

import dev.luthier.nn.Initializer;
import dev.luthier.nn.Orthogonal;
import dev.luthier.nn.VarianceScaling;
import dev.luthier.spec.proto.ConstantDef;
import dev.luthier.spec.proto.GlorotNormalDef;
import dev.luthier.spec.proto.GlorotUniformDef;
import dev.luthier.spec.proto.HeNormalDef;
import dev.luthier.spec.proto.HeUniformDef;
import dev.luthier.spec.proto.InitializerDef;
import dev.luthier.spec.proto.LecunNormalDef;
import dev.luthier.spec.proto.LecunUniformDef;
import dev.luthier.spec.proto.NormalDef;
import dev.luthier.spec.proto.OnesDef;
import dev.luthier.spec.proto.OrthogonalDef;
import dev.luthier.spec.proto.UniformDef;
import dev.luthier.spec.proto.ZerosDef;

/** Initializers as messages and as records. */
final class InitializerMapping {

  private static final float DEFAULT_LIMIT = 0.05f;
  private static final float DEFAULT_DEVIATION = 0.05f;
  private static final float DEFAULT_GAIN = 1;

  private InitializerMapping() {}

  /**
   * The record of a message.
   *
   * @param defaultValue the answer where the message chooses nothing
   */
  static Initializer fromProto(InitializerDef def, Initializer defaultValue) {
    return switch (def.getKindCase()) {
      case ZEROS -> Initializer.Constant.ZEROS;
      case ONES -> Initializer.Constant.ONES;
      case CONSTANT -> new Initializer.Constant(def.getConstant().getValue());
      case RANDOM_UNIFORM -> uniform(def.getRandomUniform());
      case RANDOM_NORMAL ->
          new Initializer.RandomNormal(
              def.getRandomNormal().getMean(), deviation(def.getRandomNormal()));
      case TRUNCATED_NORMAL ->
          new Initializer.TruncatedNormal(
              def.getTruncatedNormal().getMean(), deviation(def.getTruncatedNormal()));
      case GLOROT_UNIFORM -> VarianceScaling.GLOROT_UNIFORM;
      case GLOROT_NORMAL -> VarianceScaling.GLOROT_NORMAL;
      case HE_UNIFORM -> VarianceScaling.HE_UNIFORM;
      case HE_NORMAL -> VarianceScaling.HE_NORMAL;
      case LECUN_UNIFORM -> VarianceScaling.LECUN_UNIFORM;
      case LECUN_NORMAL -> VarianceScaling.LECUN_NORMAL;
      case ORTHOGONAL ->
          new Orthogonal(
              def.getOrthogonal().hasGain() ? def.getOrthogonal().getGain() : DEFAULT_GAIN);
      case KIND_NOT_SET -> defaultValue;
    };
  }

  private static Initializer uniform(UniformDef def) {
    return new Initializer.RandomUniform(
        def.hasMin() ? def.getMin() : -DEFAULT_LIMIT, def.hasMax() ? def.getMax() : DEFAULT_LIMIT);
  }

  private static float deviation(NormalDef def) {
    return def.hasStddev() ? def.getStddev() : DEFAULT_DEVIATION;
  }

  /**
   * The message of a record.
   *
   * @throws IllegalArgumentException for one that files have no name for
   */
  static InitializerDef toProto(Initializer initializer) {
    InitializerDef.Builder def = InitializerDef.newBuilder();
    if (initializer instanceof Initializer.Constant constant) {
      writeConstant(def, constant);
    } else if (initializer instanceof Initializer.RandomUniform uniform) {
      def.setRandomUniform(UniformDef.newBuilder().setMin(uniform.min()).setMax(uniform.max()));
    } else if (initializer instanceof Initializer.RandomNormal normal) {
      def.setRandomNormal(normal(normal.mean(), normal.stddev()));
    } else if (initializer instanceof Initializer.TruncatedNormal normal) {
      def.setTruncatedNormal(normal(normal.mean(), normal.stddev()));
    } else if (initializer instanceof VarianceScaling scaling) {
      writeScaling(def, scaling);
    } else if (initializer instanceof Orthogonal orthogonal) {
      def.setOrthogonal(OrthogonalDef.newBuilder().setGain(orthogonal.gain()));
    } else {
      throw unnamed(initializer);
    }
    return def.build();
  }

  private static NormalDef normal(float mean, float stddev) {
    return NormalDef.newBuilder().setMean(mean).setStddev(stddev).build();
  }

  private static void writeConstant(InitializerDef.Builder def, Initializer.Constant constant) {
    if (constant.equals(Initializer.Constant.ZEROS)) {
      def.setZeros(ZerosDef.getDefaultInstance());
    } else if (constant.equals(Initializer.Constant.ONES)) {
      def.setOnes(OnesDef.getDefaultInstance());
    } else {
      def.setConstant(ConstantDef.newBuilder().setValue(constant.value()));
    }
  }

  private static void writeScaling(InitializerDef.Builder def, VarianceScaling scaling) {
    if (scaling.equals(VarianceScaling.GLOROT_UNIFORM)) {
      def.setGlorotUniform(GlorotUniformDef.getDefaultInstance());
    } else if (scaling.equals(VarianceScaling.GLOROT_NORMAL)) {
      def.setGlorotNormal(GlorotNormalDef.getDefaultInstance());
    } else if (scaling.equals(VarianceScaling.HE_UNIFORM)) {
      def.setHeUniform(HeUniformDef.getDefaultInstance());
    } else if (scaling.equals(VarianceScaling.HE_NORMAL)) {
      def.setHeNormal(HeNormalDef.getDefaultInstance());
    } else if (scaling.equals(VarianceScaling.LECUN_UNIFORM)) {
      def.setLecunUniform(LecunUniformDef.getDefaultInstance());
    } else if (scaling.equals(VarianceScaling.LECUN_NORMAL)) {
      def.setLecunNormal(LecunNormalDef.getDefaultInstance());
    } else {
      throw unnamed(scaling);
    }
  }

  private static IllegalArgumentException unnamed(Initializer initializer) {
    return new IllegalArgumentException(
        "initializer must be one that files have a name for, was "
            + initializer
            + "; use a constant of VarianceScaling");
  }
}
