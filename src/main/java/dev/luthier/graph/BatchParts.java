package dev.luthier.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Loss and gradients of a batch that is worked on in parts: in {@linkplain TrialSpec#accumulation
 * rounds} one after the other, with the memory of one, and in each round by {@link Towers}.
 *
 * <p>A part counts by its share of the batch, so that the sums are loss and gradients of the batch
 * in one piece but for rounding; so are penalties, class weights and figures. What differs is what
 * looks at several samples at a time: batch normalization normalizes each part by its own moments
 * and moves its moving ones once a step, by the parts' mean; a mixture of experts balances each
 * part. And dropout draws for each part. What augments images and sounds draws the same for a
 * sample whatever the parts.
 */
final class BatchParts {

  private final TrialSpec spec;
  private final VariableTable table;
  private final Totals totals;
  private final Towers towers;

  BatchParts(
      TrialSpec spec, List<String> devices, VariableTable table, SampleStore store, Totals totals) {
    this.spec = spec;
    this.table = table;
    this.totals = totals;
    this.towers = new Towers(spec, devices, store, totals);
  }

  /** Whether a training works on its batches in parts. */
  static boolean areWanted(TrialSpec spec, List<String> devices) {
    return spec.accumulation() > 1 || devices.size() > 1;
  }

  /**
   * Refuses a training on several devices that cannot be.
   *
   * @param devices how many there are
   * @throws IllegalArgumentException saying why
   */
  static void require(TrialSpec spec, int devices) {
    if (devices > 1 && spec.isFullBatch()) {
      throw new IllegalArgumentException(
          "optimizer lbfgs must have one device, had "
              + devices
              + "; name one, or choose another optimizer such as adam");
    }
    if (devices > 1 && spec.batchSize() < devices * spec.accumulation()) {
      throw new IllegalArgumentException(
          "batch_size must be at least the number of devices times accumulation, "
              + devices * spec.accumulation()
              + ", was "
              + spec.batchSize()
              + "; make it larger or name fewer devices");
    }
  }

  /**
   * Adds the work on a batch to a step.
   *
   * @param streamed raw features of the batch; empty where samples are in memory
   * @param seed of the run and number of the step, int32 of shape [2]
   */
  BatchGradients add(
      FunctionBody body,
      NameScopes scopes,
      Handles handles,
      BatchRows rows,
      Optional<Operand<?>> streamed,
      Operand<TInt32> seed) {
    Ops data = scopes.at("data");
    Towers.Batch batch = new Towers.Batch(rows.rows(), rows.start(), seed, streamed);
    Operand<TInt32> zero = data.constant(0);
    Towers.Sums sums =
        spec.accumulation() > 1
            ? addRounds(body, scopes, handles, batch)
            : towers.add(body, scopes, handles, batch, zero, rows.size(), zero);

    Map<String, Operand<TFloat32>> reads = new LinkedHashMap<>();
    NetworkVariables.weights(spec.network())
        .forEach(weight -> reads.put(weight.name(), handles.read(weight.name())));
    Ops tf = scopes.at("loss");
    Operand<TFloat32> loss =
        NetworkVariables.squares(tf, handles, spec, reads::get)
            .<Operand<TFloat32>>map(squares -> tf.math.add(sums.loss(), squares))
            .orElse(sums.loss());
    List<Op> done = new ArrayList<>(sums.done());
    Ops metrics = scopes.at("metrics");
    done.add(
        totals.addLoss(
            metrics,
            handles,
            rows.batch(),
            metrics.math.mul(loss, metrics.dtypes.cast(rows.size(), TFloat32.class))));
    sums.states()
        .forEach(
            (name, value) -> done.add(scopes.root().assignVariableOp(handles.get(name), value)));
    List<Op> before = new ArrayList<>(List.of(loss));
    before.addAll(reads.values());
    return new BatchGradients(loss, sums.gradients(), reads::get, before, done);
  }

  /** Adds the loop over the rounds of a batch, the last of which may have fewer samples. */
  private Towers.Sums addRounds(
      FunctionBody body, NameScopes scopes, Handles handles, Towers.Batch batch) {
    String name = "rounds";
    Ops tf = scopes.root();
    List<Operand<?>> values = new ArrayList<>(List.of(tf.constant(0)));
    values.addAll(batch.values());
    List<String> captures;
    Towers.Sums summands;
    try (FunctionBody round = new FunctionBody(WhileLoop.body(name));
        FunctionBody condition = new FunctionBody(WhileLoop.condition(name))) {
      summands = addRound(round, batch);
      captures = round.captures();
      body.addFunction(round.toFunction(captures, true));
      round.functions().forEach(body::addFunction);
      addCondition(condition, batch, summands);
      body.addFunction(condition.toFunction(captures, false));
    }
    List<Shape> shapes = new ArrayList<>(values.stream().map(Operand::shape).toList());
    for (Shape shape : shapes(summands)) {
      values.add(tf.zeros(tf.constant(shape.asArray()), TFloat32.class));
      shapes.add(shape);
    }
    GraphOperation loop =
        WhileLoop.add(
            body.graph(), handles, name, values, Optional.of(shapes), captures, List.of());
    int first = 1 + batch.values().size();
    List<Operand<TFloat32>> sums = new ArrayList<>();
    for (int i = 0; i < summands.values().size(); i++) {
      sums.add(loop.output(first + i));
    }
    return summands.with(sums, List.of(loop.output(0)));
  }

  private Towers.Sums addRound(FunctionBody round, Towers.Batch outer) {
    NameScopes scopes = new NameScopes(round.tf());
    Handles handles = new Handles(scopes, table);
    Operand<TInt32> number = round.argument("number", TInt32.class, Shape.scalar());
    Towers.Batch batch = outer.asArguments(round);
    Ops data = scopes.at("data");
    Operand<TInt32> start = data.math.mul(number, data.constant(spec.samplesPerPart()));
    Operand<TInt32> end =
        data.math.minimum(
            data.math.add(start, data.constant(spec.samplesPerPart())), batch.size(data));
    Operand<TInt32> firstPart = data.math.mul(number, data.constant(towers.count()));
    Towers.Sums sums = towers.add(round, scopes, handles, batch, start, end, firstPart);
    Ops after = round.tf().withControlDependencies(sums.done());
    round.result("next_number", after.math.add(number, round.tf().constant(1)));
    List<Operand<?>> same = batch.values();
    for (int i = 0; i < same.size(); i++) {
      round.result("same_" + i, same.get(i));
    }
    List<Shape> shapes = shapes(sums);
    for (int i = 0; i < shapes.size(); i++) {
      Operand<TFloat32> before = round.argument("sum_" + i, TFloat32.class, shapes.get(i));
      round.result("next_sum_" + i, round.tf().math.add(before, sums.values().get(i)));
    }
    return sums;
  }

  private void addCondition(FunctionBody condition, Towers.Batch outer, Towers.Sums sums) {
    Operand<TInt32> number = condition.argument("number", TInt32.class, Shape.scalar());
    Towers.Batch batch = outer.asArguments(condition);
    List<Shape> shapes = shapes(sums);
    for (int i = 0; i < shapes.size(); i++) {
      condition.argument("sum_" + i, TFloat32.class, shapes.get(i));
    }
    Ops tf = condition.tf();
    Operand<TInt32> start = tf.math.mul(number, tf.constant(spec.samplesPerPart()));
    condition.result("more", tf.math.less(start, batch.size(tf)));
  }

  /** Of the values of sums, which the graph need not know of gradients. */
  private List<Shape> shapes(Towers.Sums sums) {
    List<Shape> shapes = new ArrayList<>(List.of(Shape.scalar()));
    sums.states().keySet().forEach(name -> shapes.add(table.get(name).shape()));
    NetworkVariables.weights(spec.network())
        .forEach(weight -> shapes.add(weight.variable().shape()));
    return shapes;
  }
}
