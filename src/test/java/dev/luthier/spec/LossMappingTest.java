package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.nn.Hinge;
import dev.luthier.nn.Huber;
import dev.luthier.nn.Loss;
import dev.luthier.nn.MeanAbsoluteError;
import dev.luthier.nn.MeanSquaredError;
import dev.luthier.nn.SigmoidCrossEntropy;
import dev.luthier.nn.SoftmaxCrossEntropy;
import dev.luthier.spec.proto.HuberDef;
import dev.luthier.spec.proto.LossDef;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossMappingTest {

  static List<Loss> losses() {
    return List.of(
        new SoftmaxCrossEntropy(0.1f, List.of(1f, 2f, 0f)),
        new SigmoidCrossEntropy(0.2f, List.of(3f, 4f)),
        new Hinge(List.of(1f, 2f)),
        new MeanSquaredError(),
        new MeanAbsoluteError(),
        new Huber(2.5f));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void comesBackFromItsMessage(Loss loss) {
    assertEquals(loss, LossMapping.fromProto(LossMapping.toProto(loss)));
  }

  @Test
  void coversEveryMessage() {
    Set<LossDef.KindCase> kinds = EnumSet.of(LossDef.KindCase.KIND_NOT_SET);
    losses().forEach(loss -> kinds.add(LossMapping.toProto(loss).getKindCase()));
    assertEquals(EnumSet.allOf(LossDef.KindCase.class), kinds);
  }

  @Test
  void takesTheDefaultDelta() {
    LossDef def = LossDef.newBuilder().setHuber(HuberDef.getDefaultInstance()).build();
    assertEquals(new Huber(1), LossMapping.fromProto(def));
  }

  @Test
  void asksForALoss() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> LossMapping.fromProto(LossDef.getDefaultInstance()))
            .getMessage();
    assertTrue(message.startsWith("loss must"), message);
  }
}
