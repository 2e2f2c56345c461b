package dev.luthier.graph;

import dev.luthier.nn.Exit;
import dev.luthier.nn.LayerScope;
import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** A network added to a graph once: its layers in order, each in a name scope of its own. */
final class ForwardPass {

  private final NameScopes scopes;
  private final Network network;
  private final Handles handles;
  private final Optional<Operand<TInt32>> stepSeed;
  private final Optional<BatchPart> part;
  private final boolean measured;
  private final Autocast autocast;
  private final Map<String, Operand<TFloat32>> reads = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> assignments = new LinkedHashMap<>();
  private final List<Operand<TFloat32>> losses = new ArrayList<>();
  private final Map<String, Operand<TFloat32>> masks = new HashMap<>();
  private final Map<String, Operand<TFloat32>> structure = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> exits = new HashMap<>();
  private Operand<TFloat32> output;
  private Operand<TFloat32> decided;

  private ForwardPass(
      NameScopes scopes,
      Network network,
      Handles handles,
      Optional<Operand<TInt32>> stepSeed,
      Optional<BatchPart> part,
      boolean measured,
      Precision precision) {
    this.scopes = scopes;
    this.network = network;
    this.handles = handles;
    this.stepSeed = stepSeed;
    this.part = part;
    this.measured = measured;
    this.autocast = new Autocast(precision);
  }

  /**
   * Adds a network as training sees it.
   *
   * @param seed of the run and number of the step, int32 of shape [2]
   * @param part of the step's batch that the inputs are; empty for all of it
   */
  static ForwardPass training(
      NameScopes scopes,
      Network network,
      Handles handles,
      Map<String, Operand<TFloat32>> inputs,
      Operand<TInt32> seed,
      Optional<BatchPart> part,
      Precision precision) {
    ForwardPass pass =
        new ForwardPass(scopes, network, handles, Optional.of(seed), part, true, precision);
    pass.build(inputs);
    return pass;
  }

  /**
   * Adds a network as training sees it, but with other weights than those in the variables.
   *
   * @param weights all of them, by full name
   */
  static ForwardPass trial(
      NameScopes scopes,
      Network network,
      Handles handles,
      Map<String, Operand<TFloat32>> inputs,
      Operand<TInt32> seed,
      Map<String, Operand<TFloat32>> weights) {
    ForwardPass pass =
        new ForwardPass(
            scopes, network, handles, Optional.of(seed), Optional.empty(), true, Precision.FLOAT32);
    pass.reads.putAll(weights);
    pass.build(inputs);
    return pass;
  }

  /** Adds a network as it is evaluated: without what only training does, but with its losses. */
  static ForwardPass evaluation(
      NameScopes scopes,
      Network network,
      Handles handles,
      Map<String, Operand<TFloat32>> inputs,
      Precision precision) {
    ForwardPass pass =
        new ForwardPass(
            scopes, network, handles, Optional.empty(), Optional.empty(), true, precision);
    pass.build(inputs);
    return pass;
  }

  /** Adds a network as it is served: its output alone, in float32. */
  static ForwardPass inference(
      NameScopes scopes, Network network, Handles handles, Map<String, Operand<TFloat32>> inputs) {
    ForwardPass pass =
        new ForwardPass(
            scopes, network, handles, Optional.empty(), Optional.empty(), false, Precision.FLOAT32);
    pass.build(inputs);
    return pass;
  }

  /** The last layer's output, {@code [batch, ...]}. */
  Operand<TFloat32> output() {
    return output;
  }

  /** The output of the layer that an exit is at, {@code [batch, units]}. */
  Operand<TFloat32> output(Exit exit) {
    return exits.get(exit.layer());
  }

  /** For each sample, the output of the exit that it takes; without exits the last layer's. */
  Operand<TFloat32> decided() {
    return decided;
  }

  /** The value of a variable as the layers read it, by its full name. */
  Operand<TFloat32> read(String name) {
    return reads.computeIfAbsent(name, handles::read);
  }

  /** Scalars that layers add to the loss. */
  List<Operand<TFloat32>> losses() {
    return losses;
  }

  /** What layers report of their structure, by the names of {@link Network#figures()}. */
  Map<String, Operand<TFloat32>> structure() {
    return structure;
  }

  /** The new values of state variables, by name. */
  Map<String, Operand<TFloat32>> states() {
    return assignments;
  }

  /** Gives state variables their new values. */
  List<Op> assignStates() {
    List<Op> ops = new ArrayList<>();
    assignments.forEach(
        (name, value) -> {
          Operand<TFloat32> old = reads.get(name);
          Ops ordered =
              old == null ? scopes.root() : scopes.root().withControlDependencies(List.of(old));
          ops.add(ordered.assignVariableOp(handles.get(name), value));
        });
    return ops;
  }

  private void build(Map<String, Operand<TFloat32>> inputs) {
    Map<String, Operand<TFloat32>> values = new HashMap<>(inputs);
    for (Node node : network.nodes()) {
      List<Operand<TFloat32>> read = node.inputs().stream().map(values::get).toList();
      Scope scope = new Scope(node, scopes.at(node.name()));
      if (node.layer().keepsPositions()) {
        IntStream.range(0, read.size())
            .mapToObj(scope::mask)
            .flatMap(Optional::stream)
            .findFirst()
            .ifPresent(scope::setMask);
      }
      values.put(node.name(), scope.handedOn(node.layer().apply(scope, read), read));
    }
    output = values.get(network.output().name());
    decided = network.model().exits().isEmpty() ? output : decide(values);
  }

  private Operand<TFloat32> decide(Map<String, Operand<TFloat32>> values) {
    Ops tf = scopes.at("exits");
    network.model().exits().forEach(exit -> exits.put(exit.layer(), values.get(exit.layer())));
    // What is served has no variables but those that were trained.
    EarlyExits early =
        EarlyExits.add(
            tf,
            network,
            values,
            exit -> measured ? read(exit.confidenceVariable()) : tf.constant(exit.confidence()));
    if (measured) {
      structure.putAll(early.figures());
    }
    return early.decided();
  }

  private final class Scope implements LayerScope {

    private final Node node;
    private final Ops place;
    private final Ops ops;
    private final Ops exact;

    Scope(Node node, Ops place) {
      this.node = node;
      this.place = place;
      this.ops = autocast.layer(place);
      this.exact = autocast.exact(place);
    }

    /**
     * A layer's output as others read it: the model's in float32. What has not come by a weight
     * yet, such as the number of a word, stays as exact as it is.
     */
    Operand<TFloat32> handedOn(Operand<TFloat32> result, List<Operand<TFloat32>> read) {
      if (isOutput()) {
        return autocast.float32(place, result);
      }
      boolean weighted = read.stream().anyMatch(autocast::isLow) || !node.variables().isEmpty();
      return weighted ? autocast.low(place, result) : result;
    }

    private boolean isOutput() {
      return node.equals(network.output())
          || network.model().exits().stream().anyMatch(exit -> exit.layer().equals(node.name()));
    }

    @Override
    public Ops tf() {
      return ops;
    }

    @Override
    public Ops exact() {
      return exact;
    }

    @Override
    public boolean training() {
      return stepSeed.isPresent();
    }

    @Override
    public Operand<TFloat32> read(String variable) {
      return ForwardPass.this.read(node.name() + "/" + variable);
    }

    @Override
    public void assign(String variable, Operand<TFloat32> value) {
      if (!training()) {
        throw new IllegalStateException(node.name() + " changes a variable outside training");
      }
      assignments.put(node.name() + "/" + variable, autocast.float32(place, value));
    }

    @Override
    public Operand<TInt32> seed() {
      return salted(node.name());
    }

    @Override
    public Operand<TInt32> seed(String purpose) {
      return salted(node.name() + "/" + purpose);
    }

    @Override
    public <T extends TType> Operand<T> drawEach(
        String purpose, Operand<TInt32> samples, SampleDraw<T> draw) {
      if (part.isEmpty()) {
        return draw.of(samples, seed(purpose));
      }
      Operand<TInt32> seed = salted(node.name() + "/" + purpose, batchSeed());
      return part.get().of(ops, draw.of(part.get().batch(), seed));
    }

    private Operand<TInt32> salted(String name) {
      return salted(
          name, part.isEmpty() ? batchSeed() : part.get().seed(scopes.at("random"), batchSeed()));
    }

    private Operand<TInt32> salted(String name, Operand<TInt32> seed) {
      int salt = (int) Seeds.derive(0, name);
      return ops.math.add(seed, ops.constant(new int[] {salt, 0}));
    }

    private Operand<TInt32> batchSeed() {
      return stepSeed.orElseThrow(
          () -> new IllegalStateException(node.name() + " draws numbers outside training"));
    }

    @Override
    public Optional<Operand<TFloat32>> mask(int input) {
      return Optional.ofNullable(masks.get(node.inputs().get(input)));
    }

    @Override
    public void setMask(Operand<TFloat32> mask) {
      masks.put(node.name(), mask);
    }

    @Override
    public void report(String figure, Supplier<Operand<TFloat32>> mean) {
      if (measured) {
        structure.put(node.figure(figure), autocast.float32(place, mean.get()));
      }
    }

    @Override
    public void addLoss(Supplier<Operand<TFloat32>> loss) {
      if (measured) {
        losses.add(autocast.float32(place, loss.get()));
      }
    }
  }
}
