package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luthier.search.Goal;
import dev.luthier.search.Pruner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Successive halving on learning curves of real networks: LCBench (Zimmer et al. 2021), validation
 * accuracy in percent after each of 52 epochs. The environment variable LUTHIER_HPO_TABLES names
 * the directory with {@code lcbench/3945.csv.gz} and {@code lcbench/7593.csv.gz}.
 */
class LearningCurveTablesTest {

  private static final int EPOCHS = 52;
  private static final int SEEDS = 100;

  /** Some rounds of Hyperband. */
  private static final int TRIALS = 200;

  /**
   * The settings are those by default. On 7593 curves cross: a network there says nothing of its
   * end after its first epoch (rank correlation -0.04; 0.69 after two).
   */
  @ParameterizedTest
  @ValueSource(strings = {"3945", "7593"})
  void findsAsGoodNetworksAsFullTrainingAtAQuarterOfThePrice(String table, TestReporter reporter)
      throws IOException {
    String directory = System.getenv("LUTHIER_HPO_TABLES");
    assumeTrue(directory != null, "LUTHIER_HPO_TABLES names no directory of tables");
    List<double[]> curves = read(Path.of(directory, "lcbench", table + ".csv.gz"));

    for (Pruner pruner : List.of(AshaPruner.of(EPOCHS), HyperbandPruner.of(EPOCHS))) {
      Outcome halving = outcome(pruner, TRIALS, curves);
      Outcome samePrice =
          outcome(new Pruner.None(), (int) Math.ceil(halving.epochs() / EPOCHS), curves);
      Outcome fourfold =
          outcome(new Pruner.None(), (int) Math.ceil(4 * halving.epochs() / EPOCHS), curves);
      String all = "halving " + halving + ", same price " + samePrice + ", fourfold " + fourfold;
      reporter.publishEntry(table + " " + pruner, all);
      assertTrue(halving.regret() < samePrice.regret(), all);
      assertTrue(halving.regret() < fourfold.regret(), all);
    }
  }

  /** Means over the seeds: percent below the best of the table, and epochs. */
  private record Outcome(double regret, double epochs) {}

  private static Outcome outcome(Pruner pruner, int trials, List<double[]> curves) {
    double best = curves.stream().mapToDouble(curve -> curve[EPOCHS - 1]).max().orElseThrow();
    double regret = 0;
    double epochs = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      List<double[]> drawn = new ArrayList<>(curves);
      Collections.shuffle(drawn, new Random(seed));
      SimulatedStudy study =
          new SimulatedStudy(
              pruner,
              Goal.MAXIMIZE,
              trials,
              4,
              EPOCHS,
              (trial, step) -> drawn.get(trial)[(int) (step - 1)]);
      regret += best - study.run().best().orElseThrow().value().getAsDouble();
      epochs += study.epochsTrained();
    }
    return new Outcome(regret / SEEDS, epochs / SEEDS);
  }

  private static List<double[]> read(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      List<String> header = Arrays.asList(reader.readLine().split(",", -1));
      int[] columns =
          IntStream.rangeClosed(1, EPOCHS).map(e -> header.indexOf("val_acc_" + e)).toArray();
      return reader
          .lines()
          .map(line -> line.split(",", -1))
          .map(cells -> IntStream.of(columns).mapToDouble(i -> Double.parseDouble(cells[i])))
          .map(java.util.stream.DoubleStream::toArray)
          .toList();
    }
  }
}
