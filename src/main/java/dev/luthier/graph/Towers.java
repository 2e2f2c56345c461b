package dev.luthier.graph;

import dev.luthier.nn.Statistic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Data parallelism: a network on each of several devices, which all work at the same time on equal
 * parts of some samples.
 *
 * <p>Variables, the data set and the optimizer are on the session's first device. From there a step
 * brings each tower the weights and its raw samples, and the towers' gradients come back to be
 * added up.
 */
final class Towers {

  private final TrialSpec spec;
  private final List<String> devices;
  private final SampleStore store;
  private final Totals totals;

  /**
   * One tower for each device.
   *
   * @param devices TensorFlow's names; empty for one tower on the session's first device
   */
  Towers(TrialSpec spec, List<String> devices, SampleStore store, Totals totals) {
    this.spec = spec;
    this.devices = List.copyOf(devices);
    this.store = store;
    this.totals = totals;
  }

  /** How many there are. */
  int count() {
    return Math.max(1, devices.size());
  }

  /**
   * A step's batch, as the towers take their samples from it.
   *
   * @param rows numbers of its samples, {@code [batch]}
   * @param start number of samples of the order before it, a scalar
   * @param seed of the run and number of the step, int32 of shape [2]
   * @param streamed its raw features, {@code [batch, ...]}; empty where samples are in memory
   */
  record Batch(
      Operand<TInt32> rows,
      Operand<TInt32> start,
      Operand<TInt32> seed,
      Optional<Operand<?>> streamed) {

    Operand<TInt32> size(Ops tf) {
      return tf.size(rows);
    }

    /** All that it consists of, in order. */
    List<Operand<?>> values() {
      List<Operand<?>> values = new ArrayList<>(List.of(rows, start, seed));
      streamed.ifPresent(values::add);
      return values;
    }

    /** A batch of arguments of a function, in the order of {@link #values}. */
    Batch asArguments(FunctionBody body) {
      return new Batch(
          body.argument("rows", rows),
          body.argument("start", start),
          body.argument("seed", seed),
          streamed.map(raw -> body.argument("streamed", raw)));
    }
  }

  /**
   * Sums over the towers, each tower's summand times its share of the batch.
   *
   * @param loss without l2 penalties, a scalar
   * @param states new values of state variables, by name
   * @param gradients with respect to the weights, without those of the l2 penalties
   * @param done ops that add up figures
   */
  record Sums(
      Operand<TFloat32> loss,
      Map<String, Operand<TFloat32>> states,
      List<Operand<TFloat32>> gradients,
      List<Op> done) {

    /** Loss, states and gradients in that order. */
    List<Operand<TFloat32>> values() {
      return Stream.of(List.of(loss), states.values(), gradients)
          .flatMap(Collection::stream)
          .toList();
    }

    /** The same sums with other values, in the order of {@link #values}. */
    Sums with(List<Operand<TFloat32>> values, List<Op> otherDone) {
      Map<String, Operand<TFloat32>> otherStates = new LinkedHashMap<>();
      for (String name : states.keySet()) {
        otherStates.put(name, values.get(1 + otherStates.size()));
      }
      return new Sums(
          values.get(0),
          otherStates,
          values.subList(1 + otherStates.size(), values.size()),
          otherDone);
    }
  }

  private record Tower(BatchPart part, TrainingPass pass) {}

  /**
   * Adds towers to a function, which share some of a batch's samples.
   *
   * @param start place of the first of the samples
   * @param end place after the last of them; there is at least one
   * @param firstPart number of the first tower's part in the batch
   */
  Sums add(
      FunctionBody body,
      NameScopes scopes,
      Handles handles,
      Batch batch,
      Operand<TInt32> start,
      Operand<TInt32> end,
      Operand<TInt32> firstPart) {
    List<Tower> towers = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      towers.add(
          tower(body, scopes, handles, batch, part(scopes, batch, start, end, firstPart, i), i));
    }
    Ops tf = scopes.at("towers");
    Map<String, Operand<TFloat32>> states = new LinkedHashMap<>();
    for (String state : towers.get(0).pass().pass().states().keySet()) {
      states.put(
          state,
          sum(
              tf,
              towers,
              tower ->
                  tf.math.mul(tower.pass().pass().states().get(state), tower.part().share(tf))));
    }
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (int i = 0; i < towers.get(0).pass().gradients().size(); i++) {
      int weight = i;
      gradients.add(sum(tf, towers, tower -> tower.pass().gradients().get(weight)));
    }
    return new Sums(
        sum(tf, towers, tower -> tower.pass().loss()),
        states,
        gradients,
        count(scopes, handles, towers, tf.math.add(batch.start(), start)));
  }

  /** Samples of a tower: equal numbers for all, give or take one. */
  private BatchPart part(
      NameScopes scopes,
      Batch batch,
      Operand<TInt32> start,
      Operand<TInt32> end,
      Operand<TInt32> firstPart,
      int tower) {
    Ops tf = scopes.at("data");
    if (count() == 1) {
      return BatchPart.of(tf, start, end, batch.size(tf), firstPart);
    }
    Operand<TInt32> samples = tf.math.sub(end, start);
    return BatchPart.of(
        tf,
        tf.math.add(start, portion(tf, samples, tower)),
        tf.math.add(start, portion(tf, samples, tower + 1)),
        batch.size(tf),
        tf.math.add(firstPart, tf.constant(tower)));
  }

  private Operand<TInt32> portion(Ops tf, Operand<TInt32> samples, int towers) {
    return tf.math.floorDiv(tf.math.mul(samples, tf.constant(towers)), tf.constant(count()));
  }

  private Tower tower(
      FunctionBody body,
      NameScopes scopes,
      Handles handles,
      Batch batch,
      BatchPart part,
      int number) {
    Ops tf = scopes.at("data");
    NameScopes own =
        number == 0 ? scopes : new NameScopes(scopes.root().withSubScope("tower_" + number));
    Source source = Source.of(tf, batch, part);
    Optional<Source> partners =
        spec.mixup() > 0 ? Optional.of(Source.of(tf, batch, part.partners(tf))) : Optional.empty();
    Supplier<TrainingPass> pass =
        () ->
            TrainingPass.add(
                spec,
                body,
                own,
                handles,
                new TrainingPass.Samples(
                    encoded(own, handles, source),
                    partners.map(other -> encoded(own, handles, other)),
                    Optional.of(part),
                    number == 0 ? "gradients" : "gradients_" + number),
                batch.seed(),
                batch.start());
    return new Tower(part, devices.isEmpty() ? pass.get() : body.on(devices.get(number), pass));
  }

  /** Where samples are: the towers' devices get no more of the batch than they work on. */
  private record Source(Operand<TInt32> rows, Optional<Operand<?>> streamed) {

    static Source of(Ops tf, Batch batch, BatchPart part) {
      return new Source(part.of(tf, batch.rows()), batch.streamed().map(raw -> part.of(tf, raw)));
    }
  }

  private SampleStore.Batch encoded(NameScopes scopes, Handles handles, Source source) {
    return store.batch(scopes.at("data"), handles, source.rows(), source.streamed());
  }

  private List<Op> count(
      NameScopes scopes, Handles handles, List<Tower> towers, Operand<TInt32> start) {
    Ops tf = scopes.at("metrics");
    List<Totals.Measured> measured =
        towers.stream()
            .map(
                tower ->
                    new Totals.Measured(
                        tower.pass().pass(), tf.dtypes.cast(tower.part().size(), TFloat32.class)))
            .toList();
    return totals.addSamples(
        tf,
        handles,
        measured,
        new Statistic.Batch(
            joined(tf, towers, Statistic.Batch::predictions),
            joined(tf, towers, Statistic.Batch::ranking),
            joined(tf, towers, Statistic.Batch::classes),
            joined(tf, towers, Statistic.Batch::targets),
            start));
  }

  /** Something of all towers' samples that count; null where they have none. */
  private static <T extends TType> Operand<T> joined(
      Ops tf, List<Tower> towers, Function<Statistic.Batch, Operand<T>> each) {
    if (towers.size() == 1 || each.apply(towers.get(0).pass().predictions()) == null) {
      return each.apply(towers.get(0).pass().predictions());
    }
    List<Operand<T>> counting = new ArrayList<>();
    for (Tower tower : towers) {
      Operand<TInt32> zero = tf.constant(new int[] {0});
      counting.add(
          tf.stridedSlice(
              each.apply(tower.pass().predictions()),
              zero,
              tf.expandDims(tower.part().size(), tf.constant(0)),
              tf.constant(new int[] {1})));
    }
    return tf.concat(counting, tf.constant(0));
  }

  private static Operand<TFloat32> sum(
      Ops tf, List<Tower> towers, Function<Tower, Operand<TFloat32>> summand) {
    List<Operand<TFloat32>> summands = towers.stream().map(summand).toList();
    return summands.size() == 1 ? summands.get(0) : tf.math.addN(summands);
  }
}
