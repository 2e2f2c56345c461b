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
   * @param prefix of the variables' names
   * @param outputs classes, or width of a regression's output
   */
  Totals(Network network, String prefix, int outputs) {
    this.network = network;
    this.outputs = outputs;
    this.prefix = prefix;
    this.figures = network.figures();
    Set<Statistic> statistics = new LinkedHashSet<>();
    for (Metric metric : network.model().metrics()) {
      statistics.addAll(metric.statistics());
    }
    int number = 0;
    for (Statistic statistic : statistics) {
      names.put(statistic, prefix + "/statistic_" + number++);
    }
  }

  /** Classes, or width of a regression's output. */
  static int outputs(Network network) {
    int units = (int) network.output().outputShape().get(-1);
    return network.model().loss() instanceof Loss.Classification classification
        ? classification.classes(units)
        : units;
  }

  /** Enters the variables, for at most so many samples. */
  void enter(VariableTable table, GraphVariable.Role role, long samples) {
    table.addZeros(loss(), TFloat64.class, Shape.scalar(), role);
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
   * @param pass of the batch
   * @param meanLoss of its samples
   * @param size of the batch
   * @param batch its predictions and targets
   */
  List<Op> add(
      Ops tf,
      Handles handles,
      ForwardPass pass,
      Operand<TFloat32> meanLoss,
      Operand<TInt32> size,
      Statistic.Batch batch) {
    List<Op> ops = new ArrayList<>();
    ops.add(addMean(tf, handles.get(loss()), meanLoss, size));
    if (!figures.isEmpty()) {
      List<Operand<TFloat32>> means = figures.stream().map(pass.structure()::get).toList();
      ops.add(addMean(tf, handles.get(structure()), tf.stack(means), size));
    }
    names.forEach((statistic, name) -> ops.add(statistic.add(tf, handles.get(name), batch)));
    return ops;
  }

  private static Op addMean(
      Ops tf, Operand<? extends TType> handle, Operand<TFloat32> mean, Operand<TInt32> size) {
    Operand<TFloat32> sum = tf.math.mul(mean, tf.dtypes.cast(size, TFloat32.class));
    return tf.assignAddVariableOp(handle, tf.dtypes.cast(sum, TFloat64.class));
  }

  /** Sets all totals to zero. */
  List<Op> reset(Ops tf, Handles handles, VariableTable table) {
    List<Op> ops = new ArrayList<>();
    for (GraphVariable variable : variables(table)) {
      ops.add(tf.assignVariableOp(handles.get(variable.name()), zeros(tf, variable)));
    }
    return ops;
  }

  /** Sets all totals to zero if a scalar says so. */
  List<Op> resetIf(Operand<TBool> wanted, Ops tf, Handles handles, VariableTable table) {
    List<Op> ops = new ArrayList<>();
    for (GraphVariable variable : variables(table)) {
      Operand<? extends TType> handle = handles.get(variable.name());
      Operand<TFloat64> kept = tf.readVariableOp(handle, TFloat64.class);
      ops.add(tf.assignVariableOp(handle, tf.select(wanted, zeros(tf, variable), kept)));
    }
    return ops;
  }

  private static Operand<TFloat64> zeros(Ops tf, GraphVariable variable) {
    return tf.zeros(tf.constant(variable.shape().asArray()), TFloat64.class);
  }

  /** The read of the sum of the losses alone: the statistics of a large epoch are slow to fetch. */
  Operand<TFloat64> lossSum(Map<String, Operand<TFloat64>> reads) {
    return reads.get(loss());
  }

  /**
   * Reads the totals of so many samples.
   *
   * @param runner of a run, which the fetches are added to
   */
  Figures figures(
      Session.Runner runner,
      Map<String, Operand<TFloat64>> reads,
      long samples,
      List<String> classes) {
    runner.fetch(reads.get(loss()));
    names.values().forEach(name -> runner.fetch(reads.get(name)));
    if (!figures.isEmpty()) {
      runner.fetch(reads.get(structure()));
    }
    try (Result result = runner.run()) {
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
  }

  /** Adds reads of all totals, by variable name. */
  Map<String, Operand<TFloat64>> reads(Ops tf, Handles handles, VariableTable table) {
    Map<String, Operand<TFloat64>> reads = new LinkedHashMap<>();
    for (GraphVariable variable : variables(table)) {
      reads.put(variable.name(), tf.readVariableOp(handles.get(variable.name()), TFloat64.class));
    }
    return reads;
  }

  private List<GraphVariable> variables(VariableTable table) {
    List<GraphVariable> variables = new ArrayList<>(List.of(table.get(loss())));
    names.values().forEach(name -> variables.add(table.get(name)));
    if (!figures.isEmpty()) {
      variables.add(table.get(structure()));
    }
    return variables;
  }

  private String structure() {
    return prefix + "/structure";
  }

  private String loss() {
    return prefix + "/loss";
  }

  private static double[] doubles(TFloat64 tensor) {
    double[] values = new double[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asDoubles().read(values);
    return values;
  }
}
