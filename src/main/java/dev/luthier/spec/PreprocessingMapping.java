package dev.luthier.spec;

import dev.luthier.data.CategoricalEncoding;
import dev.luthier.data.ElementType;
import dev.luthier.data.FeatureEncoding;
import dev.luthier.data.NumericEncoding;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.SoundEncoding;
import dev.luthier.data.TensorEncoding;
import dev.luthier.data.TextEncoding;
import dev.luthier.spec.proto.CategoricalFeatureDef;
import dev.luthier.spec.proto.FeatureDef;
import dev.luthier.spec.proto.NumericFeatureDef;
import dev.luthier.spec.proto.PreprocessingDef;
import dev.luthier.spec.proto.SoundFeatureDef;
import dev.luthier.spec.proto.TensorFeatureDef;
import dev.luthier.spec.proto.TextFeatureDef;
import java.util.ArrayList;
import java.util.List;

/** Learnt preprocessing as messages and as records. */
final class PreprocessingMapping {

  private PreprocessingMapping() {}

  /**
   * The record of a message.
   *
   * @param path of the message in its file
   */
  static Preprocessing fromProto(FieldPath path, PreprocessingDef def) {
    List<FeatureEncoding> features = new ArrayList<>();
    for (int i = 0; i < def.getFeatureCount(); i++) {
      FeatureDef feature = def.getFeature(i);
      features.add(FieldException.at(path.child("feature", i), () -> feature(feature)));
    }
    return FieldException.at(
        path, () -> new Preprocessing(features, def.getClassNameList(), def.getTargetNameList()));
  }

  private static FeatureEncoding feature(FeatureDef def) {
    return switch (def.getKindCase()) {
      case TENSOR -> tensor(def.getName(), def.getTensor());
      case NUMERIC -> numeric(def.getName(), def.getNumeric());
      case CATEGORICAL ->
          new CategoricalEncoding(def.getName(), def.getCategorical().getValueList());
      case TEXT ->
          new TextEncoding(
              def.getName(),
              def.getText().getInput(),
              RawInputMapping.text(def.getText().getText()),
              def.getText().getTokenList());
      case SOUND ->
          new SoundEncoding(
              def.getName(),
              def.getSound().getInput(),
              RawInputMapping.sound(def.getSound().getSound()));
      case KIND_NOT_SET ->
          throw new IllegalArgumentException(
              "feature "
                  + def.getName()
                  + " has no kind; write tensor { ... }, numeric { ... }, categorical { ... }, text { ... } or sound { ... }");
    };
  }

  private static TensorEncoding tensor(String name, TensorFeatureDef def) {
    return new TensorEncoding(
        name,
        def.getShapeList(),
        def.getBytes() ? ElementType.UINT8 : ElementType.FLOAT32,
        def.hasScale() ? def.getScale() : 1,
        def.getOffset(),
        def.getMeanList(),
        def.getStddevList());
  }

  private static NumericEncoding numeric(String name, NumericFeatureDef def) {
    return new NumericEncoding(
        name, def.getMissing(), def.getMean(), def.hasStddev() ? def.getStddev() : 1);
  }

  static PreprocessingDef toProto(Preprocessing preprocessing) {
    PreprocessingDef.Builder def =
        PreprocessingDef.newBuilder()
            .addAllClassName(preprocessing.classNames())
            .addAllTargetName(preprocessing.targetNames());
    preprocessing.features().forEach(feature -> def.addFeature(toProto(feature)));
    return def.build();
  }

  private static FeatureDef toProto(FeatureEncoding feature) {
    FeatureDef.Builder def = FeatureDef.newBuilder().setName(feature.name());
    if (feature instanceof TensorEncoding tensor) {
      def.setTensor(
          TensorFeatureDef.newBuilder()
              .addAllShape(tensor.shape())
              .setBytes(tensor.type() == ElementType.UINT8)
              .setScale(tensor.scale())
              .setOffset(tensor.offset())
              .addAllMean(tensor.mean())
              .addAllStddev(tensor.stddev()));
    } else if (feature instanceof NumericEncoding numeric) {
      def.setNumeric(
          NumericFeatureDef.newBuilder()
              .setMissing(numeric.missing())
              .setMean(numeric.mean())
              .setStddev(numeric.stddev()));
    } else if (feature instanceof CategoricalEncoding categorical) {
      def.setCategorical(CategoricalFeatureDef.newBuilder().addAllValue(categorical.vocabulary()));
    } else if (feature instanceof TextEncoding text) {
      def.setText(
          TextFeatureDef.newBuilder()
              .setInput(text.input())
              .setText(RawInputMapping.toProto(text.vectorization()))
              .addAllToken(text.vocabulary()));
    } else if (feature instanceof SoundEncoding sound) {
      def.setSound(
          SoundFeatureDef.newBuilder()
              .setInput(sound.input())
              .setSound(RawInputMapping.toProto(sound.decoding())));
    }
    return def.build();
  }
}
