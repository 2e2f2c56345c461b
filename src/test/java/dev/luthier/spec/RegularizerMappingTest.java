package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.nn.MaxNorm;
import dev.luthier.nn.Regularizer;
import dev.luthier.nn.Regularizer.InverseStrength;
import dev.luthier.nn.Regularizer.L1L2;
import dev.luthier.spec.proto.ConstraintDef;
import dev.luthier.spec.proto.Penalty;
import dev.luthier.spec.proto.RegularizerDef;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegularizerMappingTest {

  static List<Regularizer> regularizers() {
    return List.of(
        new L1L2(0, 0),
        new L1L2(0.5f, 0.25f),
        new InverseStrength(2, Regularizer.Penalty.L1),
        new InverseStrength(2, Regularizer.Penalty.L2));
  }

  @ParameterizedTest
  @MethodSource("regularizers")
  void comesBackFromItsMessage(Regularizer regularizer) {
    RegularizerDef def = RegularizerMapping.toProto(regularizer);
    assertEquals(Optional.of(regularizer), RegularizerMapping.fromProto(true, def));
  }

  @Test
  void coversEveryRegularizer() {
    Set<Class<?>> classes = new HashSet<>();
    regularizers().forEach(regularizer -> classes.add(regularizer.getClass()));
    assertEquals(Set.of(Regularizer.class.getPermittedSubclasses()), classes);
  }

  @Test
  void isEmptyWhereTheFileHasNone() {
    assertEquals(
        Optional.empty(), RegularizerMapping.fromProto(false, RegularizerDef.getDefaultInstance()));
    assertEquals(
        Optional.empty(), RegularizerMapping.fromProto(false, ConstraintDef.getDefaultInstance()));
  }

  @Test
  void penaltyIsL2WhereTheFileHasNone() {
    assertEquals(
        Optional.of(new InverseStrength(3, Regularizer.Penalty.L2)),
        RegularizerMapping.fromProto(
            true, RegularizerDef.newBuilder().setInverseStrength(3).build()));
  }

  @Test
  void refusesContradictions() {
    refuses("inverse_strength", RegularizerDef.newBuilder().setInverseStrength(1).setL2(1).build());
    refuses("penalty", RegularizerDef.newBuilder().setL1(1).setPenalty(Penalty.L1).build());
  }

  private static void refuses(String field, RegularizerDef def) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> RegularizerMapping.fromProto(true, def))
            .getMessage();
    assertTrue(message.startsWith(field + " "), message);
  }

  @Test
  void constraintComesBackFromItsMessage() {
    MaxNorm constraint = new MaxNorm(2.5f);
    assertEquals(
        Optional.of(constraint),
        RegularizerMapping.fromProto(true, RegularizerMapping.toProto(constraint)));
    assertThrows(
        IllegalArgumentException.class,
        () -> RegularizerMapping.fromProto(true, ConstraintDef.getDefaultInstance()));
  }
}
