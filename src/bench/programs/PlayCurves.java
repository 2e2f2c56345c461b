import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.search.Assignment;
import dev.luthier.search.Budget;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Pruner;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Report;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.auto.AutoSampler;
import dev.luthier.search.gp.GaussianProcessSampler;
import dev.luthier.search.pruner.AshaPruner;
import dev.luthier.search.pruner.HyperbandPruner;
import dev.luthier.search.pruner.LearningCurvePruner;
import dev.luthier.search.pruner.MedianPruner;
import dev.luthier.search.tpe.BohbSampler;
import dev.luthier.search.tpe.TpeSampler;
import dev.luthier.study.plan.AskTell;
import dev.luthier.study.plan.SearchPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Plays studies over a table of learning curves and prints a JSON line for each seed: when, in
 * epochs spent, a complete trial was better than all before it, and how far it is from the table's
 * best.
 *
 * <p>Arguments: table, number of parameters, sampler, pruner with its settings behind colons, first
 * seed, seeds, epochs, workers. Workers take turns, an epoch each.
 */
final class PlayCurves {

  private final Table table;
  private final AskTell search;
  private final List<Trial> open = new ArrayList<>();
  private final Map<Integer, double[]> known = new HashMap<>();
  private final ObjectNode answer = new ObjectMapper().createObjectNode();
  private double best = Double.NEGATIVE_INFINITY;
  private long spent;

  private PlayCurves(Table table, SearchPlan plan) {
    this.table = table;
    this.search = new AskTell(plan);
  }

  public static void main(String[] arguments) throws IOException {
    Table table = Table.read(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    if (arguments[2].equals("rows")) {
      table = table.asRows();
    }
    int first = Integer.parseInt(arguments[4]);
    for (int seed = first; seed < first + Integer.parseInt(arguments[5]); seed++) {
      SearchPlan plan =
          new SearchPlan(
              table.space(),
              List.of(Goal.MAXIMIZE),
              sampler(arguments[2], seed),
              pruner(arguments[3].split(":", -1), table.epochs()),
              new Budget(
                  OptionalInt.empty(),
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  Optional.empty(),
                  Optional.empty()),
              seed,
              false);
      ObjectNode played =
          new PlayCurves(table, plan)
              .play(Long.parseLong(arguments[6]), Integer.parseInt(arguments[7]));
      System.out.println(played.put("seed", seed));
    }
  }

  private static Sampler sampler(String name, int seed) {
    return switch (name) {
      case "random", "rows" -> new RandomSampler();
      case "tpe" -> TpeSampler.of();
      case "gp" -> GaussianProcessSampler.of(seed);
      case "auto" -> AutoSampler.of(OptionalInt.empty(), seed);
      case "bohb" -> BohbSampler.of();
      default -> throw new IllegalArgumentException("no sampler " + name);
    };
  }

  private static Pruner pruner(String[] words, int epochs) {
    return switch (words[0]) {
      case "none" -> new Pruner.None();
      case "median" -> MedianPruner.of();
      case "learning_curve" ->
          words.length == 1
              ? LearningCurvePruner.of(epochs)
              : new LearningCurvePruner(Double.parseDouble(words[1]), 5, 0, 1, epochs);
      case "asha" ->
          words.length == 1
              ? AshaPruner.of(epochs)
              : new AshaPruner(Integer.parseInt(words[1]), Long.parseLong(words[2]), epochs);
      case "hyperband" ->
          words.length == 1
              ? HyperbandPruner.of(epochs)
              : new HyperbandPruner(Integer.parseInt(words[1]), Long.parseLong(words[2]), epochs);
      default -> throw new IllegalArgumentException("no pruner " + words[0]);
    };
  }

  private ObjectNode play(long epochs, int workers) {
    ArrayNode found = answer.putArray("found");
    while (spent < epochs) {
      while (open.size() < workers) {
        Optional<Trial> next = search.ask();
        if (next.isEmpty()) {
          break;
        }
        open.add(next.get());
      }
      train(open.remove(0), found);
    }
    List<Trial> trials = search.history().trials();
    answer.put("trials", trials.size());
    answer.put("complete", search.history().in(Trial.State.COMPLETE).size());
    return answer;
  }

  /** An epoch of a trial, which then stands behind the others. */
  private void train(Trial trial, ArrayNode found) {
    long step = trial.lastReport().map(Report::step).orElse(0L) + 1;
    double value =
        known.computeIfAbsent(trial.number(), n -> table.curve(trial.assignment()))[(int) step - 1];
    spent++;
    if (step == table.epochs()) {
      search.complete(trial.number(), value);
      if (value > best) {
        best = value;
        found.addArray().add(spent).add(table.best() - value);
      }
    } else if (search.report(trial.number(), step, value)) {
      open.add(search.history().trials().get(trial.number()));
    }
  }

  /**
   * Configurations and the accuracy of each after each epoch.
   *
   * @param units the configurations between 0 and 1, on the scales of the space
   */
  private record Table(SearchSpace space, double[][] units, double[][] curves) {

    /** Where the greatest value is so many times the least, the scale is logarithmic. */
    private static final double MANY = 10;

    private static final String ROW = "row";
    private static final int NEIGHBOURS = 5;
    private static final double LEAST_DISTANCE = 1e-12;

    static Table read(Path file, int parameters) throws IOException {
      List<String[]> rows;
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
        rows = reader.lines().map(line -> line.split(",", -1)).toList();
      }
      String[] header = rows.get(0);
      double[][] numbers =
          rows.stream()
              .skip(1)
              .map(row -> Arrays.stream(row).mapToDouble(Double::parseDouble).toArray())
              .toArray(double[][]::new);
      List<Parameter> space = new ArrayList<>();
      double[][] units = new double[numbers.length][parameters];
      for (int i = 0; i < parameters; i++) {
        int column = i;
        double low = Arrays.stream(numbers).mapToDouble(row -> row[column]).min().orElseThrow();
        double high = Arrays.stream(numbers).mapToDouble(row -> row[column]).max().orElseThrow();
        boolean isLogarithmic = low > 0 && high > MANY * low;
        for (int j = 0; j < numbers.length; j++) {
          double value = numbers[j][i];
          units[j][i] =
              isLogarithmic
                  ? Math.log(value / low) / Math.log(high / low)
                  : (value - low) / (high - low);
        }
        space.add(Parameter.of(header[i], FloatRange.of(0, 1)));
      }
      int[] columns =
          IntStream.range(0, header.length).filter(i -> header[i].startsWith("val_acc_")).toArray();
      return new Table(
          new SearchSpace(space, List.of()),
          units,
          Arrays.stream(numbers)
              .map(row -> IntStream.of(columns).mapToDouble(i -> row[i]).toArray())
              .toArray(double[][]::new));
    }

    int epochs() {
      return curves[0].length;
    }

    double best() {
      return Arrays.stream(curves)
          .mapToDouble(curve -> curve[curve.length - 1])
          .max()
          .orElseThrow();
    }

    /** The same with the row as the only parameter, so that each is as likely as any other. */
    Table asRows() {
      Parameter row = Parameter.of(ROW, IntRange.of(0, curves.length - 1));
      return new Table(SearchSpace.of(row), units, curves);
    }

    /**
     * That of a row; between rows the mean of the nearest ones' curves, weighted by the inverse of
     * their squared distances. The nearest one alone would make some rows' neighbourhoods many
     * times as likely as others'.
     */
    double[] curve(Assignment assignment) {
      if (space.parameters().get(0).name().equals(ROW)) {
        return curves[(int) assignment.whole(ROW)];
      }
      double[] point =
          space.parameters().stream().mapToDouble(p -> assignment.number(p.name())).toArray();
      double[] distances = new double[units.length];
      for (int i = 0; i < units.length; i++) {
        for (int j = 0; j < point.length; j++) {
          distances[i] += Math.pow(units[i][j] - point[j], 2);
        }
      }
      int[] nearest =
          IntStream.range(0, units.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> distances[i]))
              .limit(NEIGHBOURS)
              .mapToInt(i -> i)
              .toArray();
      double[] curve = new double[epochs()];
      double total = 0;
      for (int i : nearest) {
        double weight = 1 / Math.max(distances[i], LEAST_DISTANCE);
        total += weight;
        for (int epoch = 0; epoch < curve.length; epoch++) {
          curve[epoch] += weight * curves[i][epoch];
        }
      }
      double sum = total;
      return Arrays.stream(curve).map(value -> value / sum).toArray();
    }
  }
}
