package dev.luthier.draft;

import com.google.protobuf.TextFormat;
import dev.luthier.data.Dataset;
import dev.luthier.data.Features;
import dev.luthier.data.StreamedTensors;
import dev.luthier.data.Table;
import dev.luthier.data.TensorFeatures;
import dev.luthier.data.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A first model and study for a data set, as texts that their user goes on with.
 *
 * @param model text of the model file
 * @param study text of the study file, beside the model's
 * @param data text of a file that describes the data, beside both; empty where their path says all
 * @param seen what the data are, for people
 * @param left columns that are left out, with the reason
 */
public record Draft(
    String model,
    String study,
    Optional<String> data,
    List<String> seen,
    Map<String, String> left) {

  private static final int TRIALS = 30;

  /**
   * How a draft is to be.
   *
   * @param name of model and study: letters, digits, {@code _}
   * @param path of the data, as the files are to name them
   * @param label column of the label, where it was named
   * @param ignored columns that are not to be used
   */
  public record Wishes(String name, String path, Optional<String> label, List<String> ignored) {

    public Wishes {
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * Drafts a model and a study.
   *
   * @param dataset with targets, read without the columns that are not to be used
   */
  public static Draft of(Dataset dataset, Wishes wishes) {
    Target target = Target.of(dataset.targets().orElseThrow());
    Features features = dataset.features();
    NetworkDraft network;
    Map<String, String> left = Map.of();
    if (features instanceof Table table) {
      TableSurvey survey = TableSurvey.of(dataset, table);
      network = TableNetwork.of(survey, dataset.samples());
      left = survey.ignored();
    } else if (features instanceof Tensors sounds && sounds.sampleRate() > 0) {
      network = SoundNetwork.of(sounds.sampleRate(), sounds.shape().get(0));
    } else {
      network = TensorNetwork.of(((TensorFeatures) features).shape(), dataset.samples());
    }
    Optional<String> table = tableSettings(wishes, left);
    List<String> seen = new ArrayList<>();
    seen.add(samples(dataset) + ": " + network.what());
    seen.add("to find: " + target.words());
    return new Draft(
        model(wishes, network, target, dataset.samples()),
        study(wishes, network, target, table),
        table.map(
            settings ->
                "# Which columns of %s are used, and for what.%npath: %s%n%s%n"
                    .formatted(wishes.path(), quoted(wishes.path()), settings)),
        seen,
        left);
  }

  private static String samples(Dataset dataset) {
    String streamed = dataset.features() instanceof StreamedTensors ? ", streamed" : "";
    String test =
        dataset.testSamples() > 0 ? ", of them " + dataset.testSamples() + " for testing" : "";
    return dataset.samples() + " samples" + test + streamed;
  }

  private static Optional<String> tableSettings(Wishes wishes, Map<String, String> left) {
    List<String> ignored = new ArrayList<>(wishes.ignored());
    ignored.addAll(left.keySet());
    if (wishes.label().isEmpty() && ignored.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder table = new StringBuilder("table {");
    wishes.label().ifPresent(label -> table.append(" label: ").append(quoted(label)));
    if (!ignored.isEmpty()) {
      table.append(
          ignored.stream().map(Draft::quoted).collect(Collectors.joining(", ", " ignore: [", "]")));
    }
    return Optional.of(table.append(" }").toString());
  }

  private static String model(Wishes wishes, NetworkDraft network, Target target, int samples) {
    List<String> lines = new ArrayList<>();
    lines.add("# Drafted by luthier init for %s: %s.".formatted(wishes.path(), network.what()));
    lines.add(
        "# A start to go on from: change what you like, luthier check says whether it holds.");
    lines.add("name: \"%s\"".formatted(wishes.name()));
    lines.addAll(network.lines());
    if (target instanceof Target.OfClasses) {
      lines.add("# One unit a class.");
      lines.add("layer { name: \"logits\" dense { units: %d } }".formatted(target.units()));
      lines.add("loss { softmax_cross_entropy {} }");
      lines.add("metric: [ACCURACY, CONFUSION_MATRIX]");
    } else {
      addRegression((Target.OfValues) target, lines);
    }
    boolean few = samples < 2000;
    lines.add("optimizer { adam { learning_rate: %s } }".formatted(few ? "0.005" : "0.001"));
    lines.add(
        "# Ends early where the held-out samples do not get better, and goes back to the best"
            + " epoch.");
    int epochs = epochs(samples);
    lines.add(
        "training { epochs: %d batch_size: %d early_stopping { patience: %d } }"
            .formatted(epochs, few ? 16 : 64, Math.max(3, epochs / 5)));
    return String.join("\n", lines) + "\n";
  }

  /** Enough steps for few samples, and an end in sight for many. */
  private static int epochs(int samples) {
    if (samples < 2000) {
      return 60;
    }
    return samples < 30_000 ? 30 : 8;
  }

  private static void addRegression(Target.OfValues target, List<String> lines) {
    lines.add("layer { name: \"standardized\" dense { units: %d } }".formatted(target.units()));
    if (target.deviation() > 0) {
      lines.add(
          "# The network works with values around 0; what is to be found is around the offset, give"
              + " or take the scale.");
      lines.add(
          "layer { name: \"value\" rescaling { scale: %s offset: %s } }"
              .formatted(rounded(target.deviation()), rounded(target.mean())));
    }
    lines.add("loss { mean_squared_error {} }");
    lines.add("metric: [MEAN_ABSOLUTE_ERROR, R_SQUARED]");
  }

  private static String rounded(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  private static String study(
      Wishes wishes, NetworkDraft network, Target target, Optional<String> table) {
    List<String> lines = new ArrayList<>();
    lines.add("# What is tried of %s.textproto, drafted by luthier init.".formatted(wishes.name()));
    lines.add("name: \"%s_study\"".formatted(wishes.name()));
    lines.add("model: \"%s.textproto\"".formatted(wishes.name()));
    lines.add(
        "data { path: %s validation_fraction: 0.2%s }"
            .formatted(quoted(wishes.path()), table.map(text -> " " + text).orElse("")));
    lines.add(
        target instanceof Target.OfClasses
            ? "objective { metric: \"validation/accuracy\" goal: MAXIMIZE }"
            : "objective { metric: \"validation/loss\" goal: MINIMIZE }");
    lines.addAll(network.parameters());
    lines.add(
        "parameter { name: \"learning_rate\" path: \"optimizer.*.learning_rate\" float { min: 1e-4"
            + " max: 1e-2 scale: LOG } }");
    lines.add(
        "parameter { name: \"batch_size\" path: \"training.batch_size\" choice { number: [16, 32,"
            + " 64, 128] } }");
    lines.add("sampler { tpe {} }");
    lines.add("# Gives up trials that are worse than half of the others were at the same epoch.");
    lines.add("pruner { median {} }");
    lines.add("budget { trials: %d }".formatted(TRIALS));
    return String.join("\n", lines) + "\n";
  }

  private static String quoted(String text) {
    return '"' + TextFormat.escapeDoubleQuotesAndBackslashes(text) + '"';
  }
}
