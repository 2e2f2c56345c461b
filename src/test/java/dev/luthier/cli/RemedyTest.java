package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes of a first hour: what is said has to say what to do. */
class RemedyTest {

  private static final String MODEL = "graphs/iris_logistic.textproto";
  private static final String STUDY = "tuner/iris_grid.textproto";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train STUDY --data iris --run DIR/r             | run it with: luthier tune
          tune MODEL --dir DIR/s                          | train it with luthier train
          train none.textproto --data iris --run DIR/r    | write the path of a file
          train MODEL --data irsi --run DIR/r             | the names of data sets are iris, digits
          train MODEL --data DIR --run DIR/r              | nor directories of
          train MODEL --data iris                         | missing: --run
          train MODEL --data iris --run DIR/r --epoch 3   | did you mean --epochs?
          train MODEL --data iris --run DIR/r --set layer[logit].dense.units=3 | did you mean "logits"?
          train MODEL --data iris --run DIR/r --set layer[logits].dense.units=4 | write units: 3
          trian MODEL                                     | did you mean train
          evaluate DIR --data iris                        | name a directory that train has written
          predict DIR --data iris --to DIR/f.csv          | name a directory that train or export has written
          study DIR best                                  | name a directory that tune has written
          export DIR --to DIR/d                           | name a directory that train has written
          data get imagenet                               | must be one of mnist
          manual foo                                      | write one of init, train
          init model.textproto                            | name what its path says
          init none.csv                                   | the names of data sets are
          """)
  void saysWhatToDo(String line, String remedy) {
    Invocation refused =
        Invocation.of(
            line.replace("MODEL", MODEL)
                .replace("STUDY", STUDY)
                .replace("DIR", directory.toString())
                .split(" "));
    assertEquals(ExitCode.INVALID, refused.code(), refused.err());
    assertTrue(refused.err().contains(remedy), refused.err());
  }

  @Test
  void aTableSaysWhereAndWhat() throws IOException {
    for (String[] table :
        new String[][] {
          {"", "it must have a line of columns' names"},
          {"a,b,label\n1,2,x\n3,4\n", ":3: the line has 2 fields"},
          {"a,b,label\n1,2,x\n3,4,\n", ":3: the label label is missing; fill it in"}
        }) {
      Path file = Files.writeString(directory.resolve("table.csv"), table[0]);
      Invocation refused =
          Invocation.of(
              "train",
              MODEL,
              "--data",
              file.toString(),
              "--run",
              directory.resolve("r").toString());
      assertEquals(ExitCode.INVALID, refused.code(), refused.err());
      assertTrue(refused.err().contains(table[1]), refused.err());
    }
  }
}
