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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a training as TensorBoard shows it, with the tags that Keras uses: {@code epoch_loss} and
 * {@code epoch_METRIC} by epoch in the runs {@code train} and {@code validation}, {@code
 * epoch_learning_rate}, {@code batch_loss} by step, weights as histograms, the graph once.
 *
 * <p>Events of epochs have the epoch, counted from 0, as their step; {@code batch_loss} has the
 * optimizer's step. As in Keras, a metric's tag is the same in both runs, so that TensorBoard draws
 * them into one chart.
 */
public final class TensorBoardListener implements TrainingListener, AutoCloseable {

  private final TrialSession session;
  private final TrainingOptions options;
  private final Path directory;
  private final InstantSource clock;
  private final Optional<List<Png>> firstInputs;
  private EventWriter train;
  private Optional<EventWriter> validation = Optional.empty();

  /**
   * A listener that opens its files when training starts.
   *
   * @param session that trains
   * @param options of the training
   * @param directory of the run; events go to {@code train} and {@code validation} in it
   * @param clock gives the events' wall time
   * @param firstInputs pictures of the first samples, where they are images
   */
  public TensorBoardListener(
      TrialSession session,
      TrainingOptions options,
      Path directory,
      InstantSource clock,
      Optional<List<Png>> firstInputs) {
    this.session = session;
    this.options = options;
    this.directory = directory;
    this.clock = clock;
    this.firstInputs = firstInputs;
  }

  @Override
  public void onStart(TrainingState state, int epochs, int stepsPerEpoch) {
    train = open("train", state);
    if (state.step() == 0) {
      train.graph(session.trainingStep(), 0);
      firstInputs.ifPresent(pictures -> train.write(Summaries.images("inputs", pictures), 0));
    }
    train.flush();
  }

  @Override
  public void onSummary(long step, double meanLoss) {
    train.scalar("batch_loss", meanLoss, step);
  }

  @Override
  public void onEpoch(EpochReport report) {
    long epoch = report.epoch() - 1L;
    scalars(train, report.training(), epoch);
    train.scalar("epoch_learning_rate", report.learningRate(), epoch);
    if (options.histogramEpochs() > 0 && epoch % options.histogramEpochs() == 0) {
      session
          .weights()
          .forEach((name, values) -> train.write(Summaries.histogram(name, values), epoch));
    }
    train.flush();
    if (report.validation().isPresent()) {
      if (validation.isEmpty()) {
        validation = Optional.of(open("validation", epoch));
      }
      EventWriter writer = validation.get();
      scalars(writer, report.validation().get(), epoch);
      writer.flush();
    }
  }

  /** Writes a picture of the confusion matrix, where the figures have one. */
  public void writeConfusion(Figures figures, int epoch) {
    if (figures.confusion().isEmpty()) {
      return;
    }
    Png picture = ConfusionMatrixImage.of(figures.confusion().orElseThrow(), session.classNames());
    EventWriter writer = validation.orElse(train);
    writer.write(Summaries.images("confusion_matrix", List.of(picture)), epoch - 1L);
    writer.flush();
  }

  private static void scalars(EventWriter writer, Figures figures, long epoch) {
    writer.scalar("epoch_loss", figures.loss(), epoch);
    for (Map.Entry<String, Double> metric : figures.metrics().entrySet()) {
      writer.scalar("epoch_" + metric.getKey(), metric.getValue(), epoch);
    }
  }

  private EventWriter open(String run, TrainingState state) {
    return open(run, state.epoch() - 1L);
  }

  private EventWriter open(String run, long epoch) {
    Path target = directory.resolve(run);
    try {
      return epoch == 0
          ? EventWriter.open(target, clock)
          : EventWriter.resume(target, clock, epoch);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write events to " + target, e);
    }
  }

  @Override
  public void close() {
    if (train != null) {
      train.close();
    }
    validation.ifPresent(EventWriter::close);
  }
}
