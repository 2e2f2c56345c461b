package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.luthier.data.DataDescription;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.ModelDef;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecFileTest {

  private static final SpecFile<ModelDef> FILE =
      SpecFile.parse(
          "m.textproto",
          """
          name: "m"  # comments count as nothing
          layer { name: "first" dense { units: 3 } }
          layer [
            { name: "a" dense { units: 4
                                activation: RELU } },
            { name: "b" conv2d { kernel_size: [3, 5] kernel_size: 7 } }
          ]
          layer { name: "last" block { layer { name: "a" flatten {} } } }
          metric: F1 metric: [ACCURACY, ROC_AUC]
          """,
          ModelDef.getDefaultInstance());

  @ParameterizedTest
  @CsvSource({
    "name, 1:1",
    "layer[first], 2:1",
    "layer[first].dense.units, 2:31",
    "layer[a].dense.activation, 5:23",
    "layer[b], 6:3",
    "layer[b].conv2d.kernel_size, 6:24",
    "layer[b].conv2d.kernel_size[2], 6:44",
    "layer[b].conv2d.kernel_size[1], 6:41",
    "layer[last].block.layer[a].flatten, 8:48",
    "metric[0], 9:1",
    "metric[2], 9:31",
    // What is left out is where it belongs.
    "layer[first].dense.activation, 2:23",
    "layer[first].dense.kernel_regularizer.l2, 2:23",
    "training.epochs, 1:1",
  })
  void locatesFields(String path, String position) {
    assertEquals(position, FILE.locate(FieldPath.parse(path)).toString());
  }

  @Test
  void reportsAFieldsProblem() {
    assertEquals(
        "m.textproto:2:31: too many",
        FILE.error(FieldPath.parse("layer[first].dense.units"), "too many").getMessage());
  }

  @Test
  void placesAProblemOfAConversionAtTheFieldThatItNames() {
    SpecFile<DataDef> file =
        SpecFile.parse(
            "d.textproto",
            "path: \"t.csv\"\ntable { separator: \"ab\" }",
            DataDef.getDefaultInstance());
    SpecException e =
        assertThrows(
            SpecException.class,
            () -> file.convert(def -> DataMapping.fromProto(def, Path.of("."))));
    assertEquals(
        "d.textproto:2:9: separator must be one character, was \"ab\"; write one such as \";\"",
        e.getMessage());
  }

  @Test
  void convertsWhatIsValid() {
    DataDescription data =
        SpecFile.parse("d.textproto", "path: \"iris\"", DataDef.getDefaultInstance())
            .convert(def -> DataMapping.fromProto(def, Path.of(".")));
    assertEquals(DataDescription.of("iris"), data);
  }
}
