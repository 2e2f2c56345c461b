package dev.luthier.graph;

import dev.luthier.data.Dataset;
import dev.luthier.data.StreamedTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/**
 * One graph and one session: trains, evaluates and predicts on a data set that lies on the device,
 * or is streamed from its files.
 *
 * <p>Not thread-safe. Closing it frees graph, session and data.
 */
public final class TrialSession implements AutoCloseable {

  private TrialSpec spec;
  private final TrialGraph graph;
  private final Session session;
  private final List<String> classNames;
  private final Optional<BatchStream> trainingStream;
  private final Optional<BatchStream> evaluationStream;
  private int spanSteps = 1;
  private final StepMemory memory = new StepMemory();

  /** How far training came, while nothing has changed it since. */
  private Optional<Progress> last = Optional.empty();

  private TrialSession(
      TrialGraph graph, TrialSpec spec, Dataset dataset, SessionSettings settings) {
    this.spec = spec;
    this.classNames = spec.preprocessing().classNames();
    this.graph = graph;
    this.session = new Session(graph.graph(), settings.configuration());
    Map<String, Tensor> samples = new SampleStore(dataset, spec.preprocessing()).tensors();
    try {
      Session.Runner runner = session.runner();
      graph.assigned.feed(runner, samples);
      graph.initialValues.run(runner, graph.variables());
    } finally {
      samples.values().forEach(Tensor::close);
    }
    this.trainingStream =
        stream(dataset, graph.training.flatMap(TrainingLoops::pipeline), spec.samplesPerStep());
    this.evaluationStream = stream(dataset, graph.evaluation.pipeline(), EvaluationStep.BATCH);
  }

  private Optional<BatchStream> stream(
      Dataset dataset, Optional<SampleStream.Pipeline> pipeline, int batchSize) {
    return pipeline.map(
        opened ->
            new BatchStream(
                session,
                opened,
                graph.probe.orElseThrow(),
                ((StreamedTensors) dataset.features()).stored()::place,
                batchSize));
  }

  /**
   * A session that trains: builds the graph, puts the data on the device and gives all variables
   * their first values. Where the settings name several devices, each batch is divided among them.
   *
   * @throws IllegalArgumentException where a layer has an op without a gradient
   */
  public static TrialSession forTraining(
      TrialSpec spec, Dataset dataset, SessionSettings settings) {
    return forTraining(spec, dataset, settings, settings.mayUseGpu());
  }

  /** A session that trains, with streamed batches read one step ahead or not. */
  static TrialSession forTraining(
      TrialSpec spec, Dataset dataset, SessionSettings settings, boolean readsAhead) {
    List<String> devices = settings.device().tensorFlowNames();
    return new TrialSession(
        TrialGraph.forTraining(spec, dataset, devices, readsAhead), spec, dataset, settings);
  }

  /**
   * A session that only evaluates, with what {@link #restore} reads from a training's checkpoint.
   */
  public static TrialSession forEvaluation(
      TrialSpec spec, Dataset dataset, SessionSettings settings) {
    return new TrialSession(
        TrialGraph.forEvaluation(spec, dataset, settings.mayUseGpu()), spec, dataset, settings);
  }

  /**
   * Begins anew with another trial of the same {@linkplain GraphStructure structure}: as a new
   * session with the same data would.
   */
  void restart(TrialSpec trial) {
    VariableTable variables = graph.variables(trial);
    if (!variables.hasVariablesOf(graph.variables())) {
      throw new IllegalStateException("a trial of another structure cannot have this graph");
    }
    spec = trial;
    trainingStream.ifPresent(BatchStream::restart);
    last = Optional.empty();
    graph.initialValues.run(session.runner(), variables);
  }

  /** What steps take of a GPU's memory, where that is measured. */
  StepMemory memory() {
    return memory;
  }

  /** Bytes of the variables, samples included. */
  long bytes() {
    return graph.variables().bytes();
  }

  public TrialSpec spec() {
    return spec;
  }

  /** Names of the classes by id; empty for a regression. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * Trains on some batches of an order of rows. Before the first one, 0, it forgets loss and
   * metrics of the training so far.
   *
   * @param order rows of an epoch
   * @param firstBatch number of the first batch
   * @param endBatch number after the last batch
   * @return how far it came
   * @throws SampleException where a streamed sample cannot be read
   */
  public Progress train(int[] order, int firstBatch, int endBatch) {
    TrainingLoops loops = training();
    last = Optional.empty();
    Progress progress =
        streamed(
            trainingStream,
            order,
            firstBatch,
            endBatch,
            () -> loops.run(session, memory, order, firstBatch, endBatch, spec.fullBatches()));
    last = Optional.of(progress);
    return progress;
  }

  /**
   * How far training came.
   *
   * @param batch number after the last batch that was run
   * @param finished whether the optimizer has nothing left to do; always false for those that do
   *     not know
   * @param lossSum sum of the samples' losses since the first batch; of a full batch, at the
   *     weights as they are
   * @param learningRate of the last step, as the schedule gave it
   */
  public record Progress(int batch, boolean finished, double lossSum, float learningRate) {}

  /** Steps that a call of {@link #train} is worth; 1 until {@link #setSpanSteps} knows better. */
  public int spanSteps() {
    return spanSteps;
  }

  /**
   * Remembers for how many steps it takes a reasonable time to train, for trials to come as well.
   */
  public void setSpanSteps(int steps) {
    spanSteps = steps;
  }

  /** How far training came. */
  public Progress progress() {
    // Any batch but the first, which forgets what was before.
    return last.orElseGet(() -> train(new int[0], 1, 1));
  }

  /** What the loss of the next step is multiplied by, where the precision asks for it. */
  public Optional<Float> lossScale() {
    return graph.lossScale.map(
        factor -> {
          try (Result result = session.runner().fetch(factor).run()) {
            return ((TFloat32) result.get(0)).getFloat();
          }
        });
  }

  /**
   * The losses of the steps since the first batch, each the sum over its samples; of a full batch,
   * at the weights as they were after the step. Zero for steps to come.
   */
  public float[] stepLosses() {
    try (Result result = session.runner().fetch(training().losses()).run()) {
      return floats((TFloat32) result.get(0));
    }
  }

  /**
   * Loss and metrics of training since the first batch, each batch with the weights of its step; of
   * a full batch, with the weights as they are.
   *
   * @param rows that were trained on
   */
  public Figures trainingFigures(int[] rows) {
    Optional<Totals.Reads> totals = training().totals();
    if (totals.isPresent()) {
      return totals.get().figures(session.runner(), rows.length, classNames);
    }
    Figures figures = evaluate(rows);
    // With class weights, which an evaluation leaves out.
    double loss = progress().lossSum() / spec.trainingSamples();
    return new Figures(
        figures.samples(), loss, figures.metrics(), figures.structure(), figures.totals());
  }

  /** Loss and metrics over some rows. */
  public Figures evaluate(int[] rows) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("there must be samples to evaluate, were none");
    }
    return streamed(
        evaluationStream,
        rows,
        0,
        EvaluationStep.steps(rows.length),
        () -> graph.evaluation.run(session, rows, classNames));
  }

  /** The values of all weights by name, row-major. */
  public Map<String, float[]> weights() {
    Session.Runner runner = session.runner();
    graph.weights.values().forEach(runner::fetch);
    try (Result result = runner.run()) {
      Map<String, float[]> values = new LinkedHashMap<>();
      int index = 0;
      for (String name : graph.weights.keySet()) {
        values.put(name, floats((TFloat32) result.get(index++)));
      }
      return values;
    }
  }

  /** Sets the learning rate that the schedule starts from. */
  public void setLearningRate(float rate) {
    assign(TrainingStep.LEARNING_RATE, rate);
  }

  /**
   * Sets a weight, a state or a rate such as {@code dropout/rate}.
   *
   * @param name of the variable
   * @param values row-major, as many as the variable has
   * @throws IllegalArgumentException where there is no such variable
   */
  public void assign(String name, float... values) {
    last = Optional.empty();
    graph.assigned.set(session, name, values);
  }

  /**
   * Writes all variables but the samples to {@code prefix.index} and {@code prefix.data-…}.
   *
   * @throws IOException where the files cannot be written
   */
  public void save(Path prefix) throws IOException {
    graph.saver.write(session, prefix);
  }

  /** Reads what {@link #save} wrote. */
  public void restore(Path prefix) {
    last = Optional.empty();
    graph.saver.read(session, prefix);
  }

  /**
   * Goes on from what another training has saved, with the rates, the learning rate and the seed
   * that this one has: of its variables only those of {@link Inheritance} are read.
   */
  public void inherit(Path prefix) {
    last = Optional.empty();
    graph.inheritance().read(session, prefix);
  }

  /** One training step as a plain graph, with the names of layers as scopes. */
  public GraphDef trainingStep() {
    return training().plain().steps().step();
  }

  private TrainingLoops training() {
    return graph.training.orElseThrow(
        () -> new IllegalStateException("this session was opened for evaluation only"));
  }

  /** Works through some batches, which the stream is to deliver where there is one. */
  private static <T> T streamed(
      Optional<BatchStream> stream, int[] rows, int first, int end, Supplier<T> work) {
    return stream.isEmpty() || first == end
        ? work.get()
        : stream.get().deliver(rows, first, end, work);
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
