import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.tpe.TpeSampler;
import dev.luthier.study.Study;
import dev.luthier.study.StudyListener;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Times the trials of a study whose objective costs nothing, with the study in a file: {@code
 * TrialsTime DIRECTORY random|tpe TRIALS}. What is left is the tuner's own cost.
 */
final class TrialsTime {

  private static final int DIMENSIONS = 5;

  private TrialsTime() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    Sampler sampler =
        switch (arguments[1]) {
          case "random" -> new RandomSampler();
          case "tpe" -> TpeSampler.of();
          default ->
              throw new IllegalArgumentException(
                  "the sampler is random or tpe, was '" + arguments[1] + "'");
        };
    int trials = Integer.parseInt(arguments[2]);
    SearchSpace space =
        SearchSpace.of(
            IntStream.range(0, DIMENSIONS)
                .mapToObj(index -> Parameter.of("x" + index, FloatRange.of(0, 1)))
                .toArray(Parameter[]::new));
    List<Long> ends = new ArrayList<>();
    StudyListener clock =
        new StudyListener() {
          @Override
          public void onTrialEnd(StoredTrial trial, History history) {
            ends.add(System.nanoTime());
          }
        };
    long start = System.nanoTime();
    Study.of(space)
        .withSampler(sampler)
        .withTrials(trials)
        .withStore(new StoreLocation.SqliteFile(directory.resolve("study.db")), "study")
        .run(
            Goal.MINIMIZE,
            trial ->
                IntStream.range(0, DIMENSIONS)
                    .mapToDouble(index -> Math.pow(trial.number("x" + index) - 0.3, 2))
                    .sum(),
            clock,
            () -> false);
    int tenth = Math.max(1, trials / 10);
    System.out.printf(
        Locale.ROOT,
        "{\"trial_ms\": %.4f, \"last_tenth_trial_ms\": %.4f}%n",
        (ends.get(trials - 1) - start) / 1e6 / trials,
        (ends.get(trials - 1) - ends.get(trials - 1 - tenth)) / 1e6 / tenth);
  }
}
