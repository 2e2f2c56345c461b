package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.luthier.nn.Initializer;
import dev.luthier.nn.Orthogonal;
import dev.luthier.nn.VarianceScaling;
import dev.luthier.spec.proto.InitializerDef;
import dev.luthier.spec.proto.NormalDef;
import dev.luthier.spec.proto.OrthogonalDef;
import dev.luthier.spec.proto.UniformDef;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitializerMappingTest {

  static List<Initializer> initializers() {
    return List.of(
        Initializer.Constant.ZEROS,
        Initializer.Constant.ONES,
        new Initializer.Constant(2.5f),
        new Initializer.RandomUniform(0, 0),
        new Initializer.RandomNormal(0, 1),
        new Initializer.TruncatedNormal(1, 0),
        VarianceScaling.GLOROT_UNIFORM,
        VarianceScaling.GLOROT_NORMAL,
        VarianceScaling.HE_UNIFORM,
        VarianceScaling.HE_NORMAL,
        VarianceScaling.LECUN_UNIFORM,
        VarianceScaling.LECUN_NORMAL,
        new Orthogonal(0));
  }

  @ParameterizedTest
  @MethodSource("initializers")
  void comesBackFromItsMessage(Initializer initializer) {
    InitializerDef def = InitializerMapping.toProto(initializer);
    assertEquals(initializer, InitializerMapping.fromProto(def, new Initializer.Constant(9)));
  }

  @Test
  void coversEveryInitializerAndEveryMessage() {
    Set<Class<?>> classes = new HashSet<>();
    Set<InitializerDef.KindCase> kinds = EnumSet.of(InitializerDef.KindCase.KIND_NOT_SET);
    for (Initializer initializer : initializers()) {
      classes.add(initializer.getClass());
      kinds.add(InitializerMapping.toProto(initializer).getKindCase());
    }
    Set<Class<?>> expected = new HashSet<>(List.of(Initializer.class.getPermittedSubclasses()));
    // What lstm's unit_forget_bias makes of its bias_initializer.
    expected.removeIf(type -> type.getSimpleName().equals("ForgetBias"));
    assertEquals(expected, classes);
    assertEquals(EnumSet.allOf(InitializerDef.KindCase.class), kinds);
  }

  @Test
  void takesTheDefaultsOfKeras() {
    Initializer other = VarianceScaling.HE_NORMAL;
    assertEquals(other, InitializerMapping.fromProto(InitializerDef.getDefaultInstance(), other));
    assertEquals(
        new Initializer.RandomUniform(-0.05f, 0.05f),
        InitializerMapping.fromProto(
            InitializerDef.newBuilder().setRandomUniform(UniformDef.getDefaultInstance()).build(),
            other));
    assertEquals(
        new Initializer.RandomNormal(0, 0.05f),
        InitializerMapping.fromProto(
            InitializerDef.newBuilder().setRandomNormal(NormalDef.getDefaultInstance()).build(),
            other));
    assertEquals(
        new Initializer.TruncatedNormal(0, 0.05f),
        InitializerMapping.fromProto(
            InitializerDef.newBuilder().setTruncatedNormal(NormalDef.getDefaultInstance()).build(),
            other));
    assertEquals(
        new Orthogonal(1),
        InitializerMapping.fromProto(
            InitializerDef.newBuilder().setOrthogonal(OrthogonalDef.getDefaultInstance()).build(),
            other));
  }

  @Test
  void refusesAScalingWithoutAName() {
    VarianceScaling scaling =
        new VarianceScaling(3, VarianceScaling.Mode.FAN_IN, VarianceScaling.Distribution.UNIFORM);
    assertThrows(IllegalArgumentException.class, () -> InitializerMapping.toProto(scaling));
  }
}
