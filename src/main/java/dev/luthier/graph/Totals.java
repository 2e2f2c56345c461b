package dev.luthier.graph;

import dev.luthier.nn.Loss;
import dev.luthier.nn.Metric;
import dev.luthier.nn.Network;
import dev.luthier.nn.Statistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Loss and statistics accumulated on the device over the samples of an epoch or an evaluation. */
final class Totals {

  /** A matrix of more classes is for no eye, and takes memory by their square. */
  private static final int MOST_CLASSES = 100;

  private final Network network;
  private final String prefix;
  private final int outputs;

  /** What layers report of their structure. */
  private final List<String> figures;

  private final Map<Statistic, String> names = new LinkedHashMap<>();

  /**
   * Totals under a prefix.
   *
   * @param network whose metrics say what is accumulated
   * @param more what is accumulated besides
   * @param prefix of the variables' names
   * @param outputs classes, or width of a regression's output
   */
  private Totals(Network network, Set<Statistic> more, String prefix, int outputs) {
    this.network = network;
    this.outputs = outputs;
    this.prefix = prefix;
    this.figures = network.figures();
    Set<Statistic> statistics = new LinkedHashSet<>();
    for (Metric metric : network.model().metrics()) {
      statistics.addAll(metric.statistics());
    }
    statistics.addAll(more);
    int number = 0;
    for (Statistic statistic : statistics) {
      names.put(statistic, prefix + "/statistic_" + number++);
    }
  }

  /** Of training: what the metrics need. */
  static Totals ofTraining(Network network, int outputs) {
    return new Totals(network, Set.of(), "training", outputs);
  }

  /** Of an evaluation: a classification is counted by right and predicted class in any case. */
  static Totals ofEvaluation(Network network, int outputs) {
    boolean isCounted =
        network.model().loss() instanceof Loss.Classification && outputs <= MOST_CLASSES;
    return new Totals(
        network, isCounted ? Set.of(new Statistic.Confusion()) : Set.of(), "evaluation", outputs);
  }

  /** Classes, or width of a regression's output. */
  static int outputs(Network network) {
    int units = (int) network.output().outputShape().get(-1);
    return network.model().loss() instanceof Loss.Classification classification
        ? classification.classes(units)
        : units;
  }

  /** Enters the variables, for at most so many samples in so many batches. */
  void enter(VariableTable table, GraphVariable.Role role, long samples, long batches) {
    table.addZeros(losses(), TFloat32.class, Shape.of(batches), role);
    names.forEach(
        (statistic, name) ->
            table.addZeros(name, TFloat64.class, statistic.shape(outputs, samples), role));
    if (!figures.isEmpty()) {
      table.addZeros(structure(), TFloat64.class, Shape.of(figures.size()), role);
    }
  }

  /**
   * Adds a batch.
   *
   * @param rows of the batch
   * @param pass of the batch
   * @param meanLoss of its samples
   * @param batch its predictions and targets
   */
  List<Op> add(
      Ops tf,
      Handles handles,
      BatchRows rows,
      ForwardPass pass,
      Operand<TFloat32> meanLoss,
      Statistic.Batch batch) {
    Operand<TFloat32> size = tf.dtypes.cast(rows.size(), TFloat32.class);
    List<Op> ops = new ArrayList<>();
    ops.add(addLoss(tf, handles, rows.batch(), tf.math.mul(meanLoss, size)));
    ops.addAll(addSamples(tf, handles, List.of(new Measured(pass, size)), batch));
    return ops;
  }

  /**
   * A pass over some samples.
   *
   * @param pass over them
   * @param size how many of them count
   */
  record Measured(ForwardPass pass, Operand<TFloat32> size) {}

  /**
   * Adds the loss of a batch.
   *
   * @param number of the batch in its order
   * @param loss the sum over its samples
   */
  Op addLoss(Ops tf, Handles handles, Operand<TInt32> number, Operand<TFloat32> loss) {
    return tf.resourceScatterUpdate(handles.get(losses()), number, loss);
  }

  /**
   * Adds all but the loss of a batch, or of a part of one.
   *
   * @param passes over the samples
   * @param batch predictions and targets of all of them
   */
  List<Op> addSamples(Ops tf, Handles handles, List<Measured> passes, Statistic.Batch batch) {
    List<Op> ops = new ArrayList<>();
    if (!figures.isEmpty()) {
      Operand<TFloat32> sum =
          passes.stream().map(pass -> structureSum(tf, pass)).reduce(tf.math::add).orElseThrow();
      ops.add(
          tf.assignAddVariableOp(handles.get(structure()), tf.dtypes.cast(sum, TFloat64.class)));
    }
    names.forEach((statistic, name) -> ops.add(statistic.add(tf, handles.get(name), batch)));
    return ops;
  }

  private Operand<TFloat32> structureSum(Ops tf, Measured measured) {
    List<Operand<TFloat32>> means = figures.stream().map(measured.pass().structure()::get).toList();
    return tf.math.mul(tf.stack(means), measured.size());
  }

  /** Sets all totals to zero. */
  List<Op> reset(Ops tf, Handles handles, VariableTable table) {
    List<Op> ops = new ArrayList<>();
    for (GraphVariable variable : variables(table)) {
      ops.add(
          tf.assignVariableOp(handles.get(variable.name()), zeros(tf, variable, variable.type())));
    }
    return ops;
  }

  /** Sets all totals to zero if a scalar says so. */
  List<Op> resetIf(Operand<TBool> wanted, Ops tf, Handles handles, VariableTable table) {
    List<Op> ops = new ArrayList<>();
    for (GraphVariable variable : variables(table)) {
      ops.add(resetIf(wanted, tf, handles.get(variable.name()), variable, variable.type()));
    }
    return ops;
  }

  private static <T extends TType> Op resetIf(
      Operand<TBool> wanted,
      Ops tf,
      Operand<? extends TType> handle,
      GraphVariable variable,
      Class<T> type) {
    Operand<T> kept = tf.readVariableOp(handle, type);
    return tf.assignVariableOp(handle, tf.select(wanted, zeros(tf, variable, type), kept));
  }

  private static <T extends TType> Operand<T> zeros(Ops tf, GraphVariable variable, Class<T> type) {
    return tf.zeros(tf.constant(variable.shape().asArray()), type);
  }

  /** The losses of the batches so far, each the sum over its samples, {@code [batches]}. */
  Operand<TFloat32> losses(Ops tf, Handles handles) {
    return tf.readVariableOp(handles.get(losses()), TFloat32.class);
  }

  /** The sum of the losses alone: the statistics of a large epoch are slow to fetch. */
  Operand<TFloat64> lossSum(Ops tf, Handles handles) {
    return tf.sum(tf.dtypes.cast(losses(tf, handles), TFloat64.class), tf.constant(0));
  }

  /** Adds reads of all totals: of the losses, their sum. */
  Reads reads(Ops tf, Handles handles, VariableTable table) {
    Map<String, Operand<TFloat64>> reads = new LinkedHashMap<>();
    for (GraphVariable variable : variables(table)) {
      reads.put(
          variable.name(),
          variable.name().equals(losses())
              ? lossSum(tf, handles)
              : tf.readVariableOp(handles.get(variable.name()), TFloat64.class));
    }
    return new Reads(reads);
  }

  /** What is read of the totals at one place of a graph, such as after a loop. */
  final class Reads {

    /** By the variable's name. */
    private final Map<String, Operand<TFloat64>> operands;

    private Reads(Map<String, Operand<TFloat64>> operands) {
      this.operands = operands;
    }

    /**
     * Reads the totals of so many samples.
     *
     * @param runner of a run, which the fetches are added to
     */
    Figures figures(Session.Runner runner, long samples, List<String> classes) {
      runner.fetch(operands.get(losses()));
      names.values().forEach(name -> runner.fetch(operands.get(name)));
      if (!figures.isEmpty()) {
        runner.fetch(operands.get(structure()));
      }
      try (Result result = runner.run()) {
        return figuresOf(result, samples, classes);
      }
    }
  }

  private Figures figuresOf(Result result, long samples, List<String> classes) {
    double loss = doubles((TFloat64) result.get(0))[0] / samples;
    Map<Statistic, double[]> totals = new LinkedHashMap<>();
    int index = 1;
    for (Statistic statistic : names.keySet()) {
      // The variable may be for more samples than there were.
      long length = statistic.shape(outputs, samples).size();
      double[] total = doubles((TFloat64) result.get(index++));
      totals.put(statistic, Arrays.copyOf(total, Math.toIntExact(length)));
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Metric metric : network.model().metrics()) {
      metrics.putAll(metric.figures(totals, samples, classes));
    }
    Map<String, Double> structure = new LinkedHashMap<>();
    if (!figures.isEmpty()) {
      double[] sums = doubles((TFloat64) result.get(index));
      for (int i = 0; i < sums.length; i++) {
        structure.put(figures.get(i), sums[i] / samples);
      }
    }
    return new Figures(samples, loss, metrics, structure, totals);
  }

  private List<GraphVariable> variables(VariableTable table) {
    List<GraphVariable> variables = new ArrayList<>(List.of(table.get(losses())));
    names.values().forEach(name -> variables.add(table.get(name)));
    if (!figures.isEmpty()) {
      variables.add(table.get(structure()));
    }
    return variables;
  }

  private String structure() {
    return prefix + "/structure";
  }

  private String losses() {
    return prefix + "/losses";
  }

  private static double[] doubles(TFloat64 tensor) {
    double[] values = new double[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asDoubles().read(values);
    return values;
  }
}
