package dev.luthier.tensorboard;

import dev.luthier.graph.Figures;
import dev.luthier.graph.TrialSession;
import dev.luthier.train.EpochReport;
import dev.luthier.train.TrainingListener;
import dev.luthier.train.TrainingOptions;
import dev.luthier.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a training as TensorBoard shows it, with the tags that Keras uses: {@code epoch_loss} and
 * {@code epoch_METRIC} by epoch in the runs {@code train} and {@code validation}, {@code
 * epoch_learning_rate}, {@code loss_scale} where there is one, weights as histograms, the graph
 * once; {@code batch_loss} by step in the run {@code steps}.
 *
 * <p>Events of epochs have the epoch, counted from 0, as their step; {@code batch_loss} has the
 * optimizer's step; what layers report of their structure as {@code structure/LAYER/FIGURE}. As in
 * Keras, a metric's tag is the same in both runs, so that TensorBoard draws them into one chart.
 * Unlike Keras, figures by step stand in a run of their own: a resumed run drops what is run again
 * by the step of its events, which must count one thing only in each run.
 */
public final class TensorBoardListener implements TrainingListener, AutoCloseable {

  private final TrialSession session;
  private final TrainingOptions options;
  private final Path directory;
  private final InstantSource clock;
  private final boolean writesGraph;
  private final Optional<List<Png>> firstInputs;
  private final Map<String, EventWriter> writers = new HashMap<>();
  private TrainingState start;

  /**
   * A listener that opens its files when training starts.
   *
   * @param session that trains
   * @param options of the training
   * @param directory of the run; events go to {@code train} and {@code validation} in it
   * @param clock gives the events' wall time
   * @param writesGraph whether the graph is written
   * @param firstInputs pictures of the first samples, where they are images
   */
  public TensorBoardListener(
      TrialSession session,
      TrainingOptions options,
      Path directory,
      InstantSource clock,
      boolean writesGraph,
      Optional<List<Png>> firstInputs) {
    this.session = session;
    this.options = options;
    this.directory = directory;
    this.clock = clock;
    this.writesGraph = writesGraph;
    this.firstInputs = firstInputs;
  }

  @Override
  public void onStart(TrainingState state, int epochs, int stepsPerEpoch) {
    start = state;
    if (state.epoch() == 1) {
      if (writesGraph) {
        train().graph(session.trainingStep(), 0);
      }
      firstInputs.ifPresent(pictures -> train().write(Summaries.images("inputs", pictures), 0));
      train().flush();
    }
  }

  @Override
  public void onSummary(long step, double meanLoss) {
    writer("steps", start.step() == 0 ? 0 : start.step() + 1).scalar("batch_loss", meanLoss, step);
  }

  @Override
  public void onEpoch(EpochReport report) {
    long epoch = report.epoch() - 1L;
    scalars(train(), report.training(), epoch);
    train().scalar("epoch_learning_rate", report.learningRate(), epoch);
    Optional<Float> lossScale = session.lossScale();
    if (lossScale.isPresent()) {
      train().scalar("loss_scale", lossScale.get(), epoch);
    }
    if (options.histogramEpochs() > 0 && epoch % options.histogramEpochs() == 0) {
      session
          .weights()
          .forEach((name, values) -> train().write(Summaries.histogram(name, values), epoch));
    }
    report.validation().ifPresent(figures -> scalars(validation(), figures, epoch));
    writers.values().forEach(EventWriter::flush);
  }

  @Override
  public void onSave(boolean durable) {
    writers.values().forEach(durable ? EventWriter::sync : EventWriter::flush);
  }

  /**
   * Writes a picture of the confusion matrix of the validation, where the figures have one.
   *
   * <p>It is of the training as a whole and has the step after the last epoch's, so that it is
   * dropped, and nothing else is, where the run goes on or its end is written again.
   *
   * @param epochs that were run
   */
  public void writeConfusion(Figures figures, int epochs) {
    if (figures.confusion().isPresent()) {
      Png picture =
          ConfusionMatrixImage.of(figures.confusion().orElseThrow(), session.classNames());
      validation().write(Summaries.images("confusion_matrix", List.of(picture)), epochs);
    }
  }

  /** Tag of a figure by epoch. */
  static String epochTag(String figure) {
    return "epoch_" + figure;
  }

  private static void scalars(EventWriter writer, Figures figures, long epoch) {
    writer.scalar(epochTag("loss"), figures.loss(), epoch);
    for (Map.Entry<String, Double> metric : figures.metrics().entrySet()) {
      writer.scalar(epochTag(metric.getKey()), metric.getValue(), epoch);
    }
    figures
        .structure()
        .forEach((name, value) -> writer.scalar(Figures.STRUCTURE + name, value, epoch));
  }

  private EventWriter train() {
    return writer("train", start.epoch() - 1L);
  }

  private EventWriter validation() {
    return writer("validation", start.epoch() - 1L);
  }

  /**
   * The writer of a run, opened at its first event.
   *
   * @param firstStep the first step that is written, where earlier ones are there already
   */
  private EventWriter writer(String run, long firstStep) {
    return writers.computeIfAbsent(
        run,
        name -> {
          Path target = directory.resolve(name);
          try {
            return EventWriter.resume(target, clock, firstStep);
          } catch (IOException e) {
            throw new UncheckedIOException("cannot write events to " + target, e);
          }
        });
  }

  @Override
  public void close() {
    writers.values().forEach(EventWriter::close);
  }
}
