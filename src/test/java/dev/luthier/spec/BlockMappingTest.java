package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.nn.AdaptiveDepth;
import dev.luthier.nn.Block;
import dev.luthier.nn.HaltedSum;
import dev.luthier.nn.HaltingUnit;
import dev.luthier.nn.Initializer;
import dev.luthier.nn.SkipGate;
import dev.luthier.nn.VarianceScaling;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands around a block's layers, from a file and back. */
class BlockMappingTest {

  private static ModelSpec spec(String fields, String... settings) {
    String text =
        """
        name: "m"
        input { name: "x" shape: 4 }
        layer { name: "b" block {
        %s
        layer { name: "a" dense { units: 4 } } } }
        loss { mean_squared_error {} }
        """;
    return ModelFile.parse("m.textproto", text.formatted(fields), List.of(settings)).spec();
  }

  private static Block block(ModelSpec spec) {
    return (Block) spec.model().elements().get(0);
  }

  private static void assertComesBack(ModelSpec spec) {
    assertEquals(spec, ModelFile.parse("m.textproto", ModelFile.text(spec), List.of()).spec());
  }

  @Test
  void gatesAndHaltingHaveDefaults() {
    ModelSpec spec = spec("repeat: 2 residual {} gated_skip {} adaptive_depth {}");
    assertEquals(Optional.of(SkipGate.of(true, 0.01f)), block(spec).gatedSkip());
    assertEquals(
        Optional.of(new AdaptiveDepth(HaltingUnit.standard(), new HaltedSum(0.01f, 0.01f))),
        block(spec).adaptiveDepth());
    assertComesBack(spec);
  }

  @Test
  void everyFieldIsRead() {
    ModelSpec spec =
        spec(
            "repeat: 2 residual {}"
                + " gated_skip { hard: false cost: 0.5 kernel_initializer { ones {} }"
                + " bias_initializer { constant { value: 2 } } }"
                + " adaptive_depth { ponder_cost: 0.25 epsilon: 0.1"
                + " kernel_initializer { he_normal {} } bias_initializer { ones {} } }");
    assertEquals(
        Optional.of(
            new SkipGate(false, 0.5f, Initializer.Constant.ONES, new Initializer.Constant(2))),
        block(spec).gatedSkip());
    assertEquals(
        Optional.of(
            new AdaptiveDepth(
                new HaltingUnit(VarianceScaling.HE_NORMAL, Initializer.Constant.ONES),
                new HaltedSum(0.25f, 0.1f))),
        block(spec).adaptiveDepth());
    assertComesBack(spec);
  }

  @Test
  void fieldsAreTunedByTheirPaths() {
    ModelSpec spec =
        spec(
            "repeat: 2 residual {} gated_skip {}",
            "layer[b].block.gated_skip.cost=0.5",
            "layer[b].block.gated_skip.hard=false",
            "layer[b].block.gated_skip.bias_initializer.constant.value=3",
            // Not there before.
            "layer[b].block.adaptive_depth.ponder_cost=0.25");
    SkipGate gate = block(spec).gatedSkip().orElseThrow();
    assertEquals(0.5f, gate.cost());
    assertEquals(new Initializer.Constant(3), gate.biasInitializer());
    assertTrue(!gate.hard());
    assertEquals(0.25f, block(spec).adaptiveDepth().orElseThrow().sum().ponderCost());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gated_skip {}                              | m.textproto:4:1: gated_skip must stand beside residual
          adaptive_depth {}                          | m.textproto:4:1: adaptive_depth must be of a block with repeat
          residual {} gated_skip { cost: -1 }        | m.textproto:4:26: cost must be 0 or more
          repeat: 2 adaptive_depth { epsilon: 1 }    | m.textproto:4:28: epsilon must be above 0
          residual {} gated_skip { costs: 1 }        | m.textproto:4:26: no field "costs"
          """)
  void errorsSayWhere(String fields, String message) {
    var error = assertThrows(SpecException.class, () -> spec(fields));
    assertTrue(error.getMessage().startsWith(message), error.getMessage());
  }
}
