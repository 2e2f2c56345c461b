package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.TextFormat;
import dev.luthier.nn.Activation;
import dev.luthier.nn.ActivationLayer;
import dev.luthier.nn.AdaptiveAveragePool;
import dev.luthier.nn.Add;
import dev.luthier.nn.Attention;
import dev.luthier.nn.AveragePool;
import dev.luthier.nn.BatchNormalization;
import dev.luthier.nn.Concat;
import dev.luthier.nn.Conv1d;
import dev.luthier.nn.Conv2d;
import dev.luthier.nn.Cutout;
import dev.luthier.nn.Dense;
import dev.luthier.nn.DepthwiseConv2d;
import dev.luthier.nn.Dropout;
import dev.luthier.nn.Embedding;
import dev.luthier.nn.Flatten;
import dev.luthier.nn.GlobalAveragePool;
import dev.luthier.nn.GlobalMaxPool;
import dev.luthier.nn.Gru;
import dev.luthier.nn.HaltedSum;
import dev.luthier.nn.HaltingUnit;
import dev.luthier.nn.Highway;
import dev.luthier.nn.Initializer;
import dev.luthier.nn.Layer;
import dev.luthier.nn.LayerNormalization;
import dev.luthier.nn.Lstm;
import dev.luthier.nn.MaxNorm;
import dev.luthier.nn.MaxPool;
import dev.luthier.nn.MelScale;
import dev.luthier.nn.MelSpectrogram;
import dev.luthier.nn.Mfcc;
import dev.luthier.nn.MixtureOfExperts;
import dev.luthier.nn.Multiply;
import dev.luthier.nn.Padding;
import dev.luthier.nn.PositionalEncoding;
import dev.luthier.nn.RandomColor;
import dev.luthier.nn.RandomCrop;
import dev.luthier.nn.RandomFlip;
import dev.luthier.nn.RecurrentWeights;
import dev.luthier.nn.Regularizer;
import dev.luthier.nn.Regularizer.L1L2;
import dev.luthier.nn.Rescaling;
import dev.luthier.nn.Reshape;
import dev.luthier.nn.SeparableConv2d;
import dev.luthier.nn.SkipGate;
import dev.luthier.nn.SpatialDropout;
import dev.luthier.nn.SpecAugment;
import dev.luthier.nn.Spectrogram;
import dev.luthier.nn.SqueezeExcitation;
import dev.luthier.nn.TransformerEncoder;
import dev.luthier.nn.TransposedConv2d;
import dev.luthier.nn.UnitGates;
import dev.luthier.nn.VarianceScaling;
import dev.luthier.nn.ZeroPadding;
import dev.luthier.spec.proto.LayerDef;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayerMappingTest {

  private static final Initializer FIRST = VarianceScaling.HE_NORMAL;
  private static final Initializer SECOND = new Initializer.RandomNormal(0, 0.1f);
  private static final Initializer THIRD = new Initializer.Constant(0.1f);
  private static final Padding AROUND = new Padding.Explicit(List.of(1, 2));

  private static final RecurrentWeights RECURRENT =
      new RecurrentWeights(FIRST, SECOND, THIRD, strength(1), strength(2), strength(3));

  private static Optional<Regularizer> strength(float l2) {
    return Optional.of(new L1L2(0, l2));
  }

  /** For each kind one with defaults and one in which every field differs from its default. */
  static List<Layer> layers() {
    Optional<MaxNorm> norm = Optional.of(new MaxNorm(3));
    List<Integer> three = List.of(3);
    List<Integer> oblong = List.of(2, 3);
    return List.of(
        Dense.of(4, Activation.LINEAR),
        new Dense(
            4, Activation.RELU, false, FIRST, THIRD, strength(1), strength(2), strength(3), norm),
        Conv1d.of(4, 3),
        new Conv1d(
            4,
            3,
            2,
            new Padding.Explicit(List.of(1)),
            1,
            Activation.TANH,
            false,
            FIRST,
            THIRD,
            strength(1),
            strength(2),
            strength(3),
            norm),
        Conv2d.of(4, 3),
        new Conv2d(
            4,
            oblong,
            List.of(1),
            Padding.SAME,
            oblong,
            Activation.TANH,
            false,
            FIRST,
            THIRD,
            strength(1),
            strength(2),
            strength(3),
            norm),
        new Conv2d(
            4,
            three,
            oblong,
            AROUND,
            List.of(1),
            Activation.TANH,
            false,
            FIRST,
            THIRD,
            strength(1),
            strength(2),
            strength(3),
            norm),
        DepthwiseConv2d.of(3),
        new DepthwiseConv2d(
            oblong,
            2,
            AROUND,
            3,
            Activation.RELU6,
            false,
            FIRST,
            THIRD,
            strength(1),
            strength(2),
            strength(3)),
        SeparableConv2d.of(4, 3),
        new SeparableConv2d(
            4,
            oblong,
            2,
            Padding.SAME,
            3,
            Activation.RELU6,
            false,
            FIRST,
            SECOND,
            THIRD,
            strength(1),
            strength(2),
            strength(3),
            strength(4)),
        TransposedConv2d.of(4, 3, 2),
        new TransposedConv2d(
            4,
            oblong,
            List.of(1),
            AROUND,
            Activation.RELU6,
            false,
            FIRST,
            THIRD,
            strength(1),
            strength(2),
            strength(3),
            norm),
        MaxPool.of(2),
        new MaxPool(oblong, List.of(1, 2), new Padding.Explicit(List.of(1))),
        AveragePool.of(2),
        new AveragePool(oblong, List.of(1, 2), Padding.SAME),
        new GlobalAveragePool(),
        new GlobalMaxPool(),
        new AdaptiveAveragePool(oblong),
        BatchNormalization.standard(),
        new BatchNormalization(
            0.9f, 0.00001f, false, false, FIRST, SECOND, strength(1), strength(2)),
        new LayerNormalization(0.001f, true, true),
        new LayerNormalization(0.00001f, false, false),
        new Dropout(0.4f),
        new SpatialDropout(0.4f),
        new ActivationLayer(Activation.GELU_TANH),
        new Flatten(),
        new Reshape(List.of(4, -1)),
        new ZeroPadding(List.of(1, 2, 3, 4)),
        Embedding.of(6, 3),
        new Embedding(6, 3, FIRST, strength(1), true),
        Lstm.of(4),
        new Lstm(4, true, true, 0.1f, false, false, RECURRENT),
        Gru.of(4),
        new Gru(4, true, true, 0.1f, false, false, RECURRENT),
        Attention.of(2, 3),
        new Attention(2, 3, 0.1f, false, true, FIRST, THIRD, strength(1), strength(2)),
        PositionalEncoding.sinusoidal(),
        new PositionalEncoding(PositionalEncoding.Kind.LEARNT, FIRST),
        TransformerEncoder.of(2, 8),
        new TransformerEncoder(2, 8, 0.1f, Activation.GELU, true, 0.001f, FIRST, strength(1)),
        new Add(),
        new Multiply(),
        new Concat(-1),
        new Concat(0),
        new Rescaling(1, 0),
        new Rescaling(0.5f, -1),
        SqueezeExcitation.of(16),
        new SqueezeExcitation(
            8, Optional.empty(), Activation.SILU, Activation.HARD_SIGMOID, FIRST, strength(1)),
        new SqueezeExcitation(
            16, Optional.of(3), Activation.LINEAR, Activation.LINEAR, FIRST, strength(1)),
        Highway.of(Activation.RELU),
        new Highway(Activation.LINEAR, FIRST, THIRD, strength(1)),
        SkipGate.of(true, 0.01f),
        new SkipGate(false, 0.5f, FIRST, THIRD),
        HaltingUnit.standard(),
        new HaltingUnit(FIRST, THIRD),
        new HaltedSum(0.01f, 0.01f),
        new HaltedSum(0, 0.1f),
        new MixtureOfExperts(4, 3, Optional.empty(), 2, Activation.RELU, 0.01f, Optional.empty()),
        new MixtureOfExperts(4, 3, Optional.of(5), 1, Activation.LINEAR, 0, strength(1)),
        UnitGates.of(0.01f),
        new UnitGates(0.02f, 0.5f, 0.9f, -0.2f, 1.3f),
        new RandomFlip(true, false),
        new RandomFlip(false, true),
        new RandomCrop(4, RandomCrop.Border.ZEROS, Optional.empty(), Optional.empty()),
        new RandomCrop(2, RandomCrop.Border.REFLECT, Optional.of(24), Optional.of(28)),
        new RandomColor(0, 0, 0),
        new RandomColor(0.1f, 0.2f, 0.3f),
        new Cutout(8),
        Spectrogram.of(256, 256),
        new Spectrogram(256, 128, true),
        new MelSpectrogram(new MelScale(40, 8000, 20, 0), true, 0.001f),
        new MelSpectrogram(new MelScale(20, 16_000, 50, 7000), false, 0.1f),
        new Mfcc(13, new MelScale(40, 8000, 20, 0)),
        new Mfcc(12, new MelScale(20, 16_000, 50, 7000)),
        new SpecAugment(0, 0, 0, 0),
        new SpecAugment(1, 2, 3, 4));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void comesBackFromItsMessage(Layer layer) {
    assertEquals(layer, LayerMapping.fromProto(LayerMapping.toProto(layer)));
  }

  @Test
  void coversEveryLayerAndEveryMessage() {
    Set<Class<?>> classes = new HashSet<>();
    Set<LayerDef.KindCase> kinds =
        EnumSet.of(LayerDef.KindCase.BLOCK, LayerDef.KindCase.KIND_NOT_SET);
    for (Layer layer : layers()) {
      classes.add(layer.getClass());
      kinds.add(LayerMapping.toProto(layer).getKindCase());
    }
    assertEquals(Set.of(Layer.class.getPermittedSubclasses()), classes);
    assertEquals(EnumSet.allOf(LayerDef.KindCase.class), kinds);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivationComesBack(Activation activation) {
    assertEquals(activation, ActivationMapping.fromProto(ActivationMapping.toProto(activation)));
  }

  @ParameterizedTest
  @EnumSource(dev.luthier.spec.proto.Activation.class)
  void everyActivationOfTheSchemaIsKnown(dev.luthier.spec.proto.Activation def) {
    if (def != dev.luthier.spec.proto.Activation.UNRECOGNIZED) {
      String expected =
          def == dev.luthier.spec.proto.Activation.ACTIVATION_UNSPECIFIED ? "LINEAR" : def.name();
      assertEquals(expected, ActivationMapping.fromProto(def).name());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dense { units: 4 }                                   | dense { units: 4 }
          conv2d { filters: 4 kernel_size: 3 kernel_size: 3 }  | conv2d { filters: 4 kernel_size: 3 }
          max_pool {}                                          | max_pool { size: 2 }
          max_pool { size: 3 stride: 3 padding: VALID }        | max_pool { size: 3 }
          batch_normalization { momentum: 0.99 center: true }  | batch_normalization { }
          concat { axis: -1 }                                  | concat { }
          lstm { units: 4 use_bias: true }                     | lstm { units: 4 }
          gru { units: 4 reset_after: true }                   | gru { units: 4 }
          attention { heads: 2 key_size: 3 use_bias: true }    | attention { heads: 2 key_size: 3 }
          positional_encoding { }                              | positional_encoding { kind: SINUSOIDAL }
          transformer_encoder { heads: 2 feed_forward: 8 }     | transformer_encoder { heads: 2 feed_forward: 8 activation: RELU }
          squeeze_excitation { gate: SIGMOID activation: RELU } | squeeze_excitation { ratio: 16 }
          skip_gate { hard: true cost: 0.01 }                  | skip_gate { }
          halted_sum { ponder_cost: 0.01 epsilon: 0.01 }       | halted_sum { }
          highway { gate_bias_initializer { constant { value: -1 } } } | highway { }
          random_flip { horizontal: true vertical: false }     | random_flip { }
          random_crop { padding: 4 border: ZEROS }             | random_crop { padding: 4 }
          spectrogram { window: 8 stride: 8 }                  | spectrogram { window: 8 }
          mel_spectrogram { sample_rate: 8 bins: 40 lower_frequency: 3 log: true log_offset: 0.001 } | mel_spectrogram { sample_rate: 8 lower_frequency: 3 }
          mfcc { sample_rate: 8000 bins: 40 lower_frequency: 20 coefficients: 13 } | mfcc { sample_rate: 8000 }
          """)
  void aMessageLeavesOutDefaults(String file, String expected) throws Exception {
    LayerDef def = LayerMapping.toProto(LayerMapping.fromProto(parse(file)));
    assertEquals(parse(expected), def);
  }

  private static LayerDef parse(String file) throws TextFormat.ParseException {
    return TextFormat.parse(file, LayerDef.class);
  }
}
