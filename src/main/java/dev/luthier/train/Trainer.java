package dev.luthier.train;

import dev.luthier.data.RowOrder;
import dev.luthier.data.Split;
import dev.luthier.graph.Figures;
import dev.luthier.graph.Seeds;
import dev.luthier.graph.TrialSession;
import dev.luthier.optim.PlateauState;
import dev.luthier.optim.ReduceOnPlateau;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Trains a session's model: epochs of shuffled batches, validation, early stopping, checkpoints.
 *
 * <p>The order of an epoch follows from the seed and the epoch's number alone, and everything else
 * that a step depends on is in a checkpoint, so a training that was stopped at any step goes on
 * exactly as it would have.
 */
public final class Trainer {

  /**
   * A call into TensorFlow should take about so long: short enough to stop and to show progress.
   */
  private static final long SPAN_NANOS = 250_000_000L;

  /** Work worth so much is saved. */
  private static final double SECONDS_BETWEEN_CHECKPOINTS = 10;

  /** Within an epoch that takes longer. */
  private static final double SECONDS_BETWEEN_CHECKPOINTS_IN_AN_EPOCH = 60;

  private final TrialSession session;
  private final Split split;
  private final TrainingOptions options;
  private final Checkpoints checkpoints;
  private final TrainingListener listener;
  private final BooleanSupplier stop;
  private final LongSupplier nanoTime;
  private double secondsAtCheckpoint;

  /**
   * A trainer.
   *
   * @param session with the data of the split on its device
   * @param split rows to train on and to validate with
   * @param options how long and in which portions
   * @param checkpoints where to continue from and where to save
   * @param listener is told
   * @param stop asked between steps; once true, the state is saved and training ends
   * @param nanoTime such as {@code System::nanoTime}
   */
  public Trainer(
      TrialSession session,
      Split split,
      TrainingOptions options,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier stop,
      LongSupplier nanoTime) {
    this.session = session;
    this.split = split;
    this.options = options;
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.stop = stop;
    this.nanoTime = nanoTime;
  }

  /**
   * Trains from the latest checkpoint, or from the beginning where there is none.
   *
   * @throws NonFiniteLossException when the loss is NaN or infinite; the last checkpoint stays
   * @throws IllegalArgumentException where early stopping or a plateau asks for a metric that there
   *     is not
   */
  public TrainingOutcome train() throws IOException {
    WatchedMetrics.require(session.spec(), options, split.validation().length > 0);
    TrainingState state =
        checkpoints
            .restoreLatest(session, listener::onDamagedCheckpoint)
            .map(Checkpoints.Restored::state)
            .orElse(
                TrainingState.initial(session.spec().optimization().optimizer().learningRate()));
    int stepsPerEpoch = session.spec().stepsPerEpoch();
    listener.onStart(state, options.epochs(), stepsPerEpoch);
    secondsAtCheckpoint = state.seconds();
    Optional<EpochReport> last = Optional.empty();
    while (!state.finished(options.epochs())) {
      state = trainEpoch(state, stepsPerEpoch);
      if (state.batch() < stepsPerEpoch && !state.stoppedEarly()) {
        save(state, true);
        return new TrainingOutcome(state, last, true);
      }
      EpochReport report = report(state);
      listener.onEpoch(report);
      last = Optional.of(report);
      state = endEpoch(state, report);
    }
    return new TrainingOutcome(state, last, false);
  }

  /** Runs the batches of an epoch that are left, or as many as there is time for. */
  private TrainingState trainEpoch(TrainingState start, int stepsPerEpoch) throws IOException {
    int[] order =
        options.shuffle() && !session.spec().isFullBatch()
            ? RowOrder.shuffled(
                split.train(), Seeds.derive(session.spec().seed(), (long) start.epoch()))
            : split.train();
    TrainingState state = start;
    while (state.batch() < stepsPerEpoch && !state.stoppedEarly() && !stop.getAsBoolean()) {
      int end = Math.min(stepsPerEpoch, state.batch() + session.spanSteps());
      long before = nanoTime.getAsLong();
      TrialSession.Progress progress = session.train(order, state.batch(), end);
      long took = nanoTime.getAsLong() - before;
      adaptSpan(end - state.batch(), took);
      long stepBefore = state.step();
      long step = stepBefore + progress.batch() - state.batch();
      state =
          new TrainingState(
              state.epoch(),
              progress.batch(),
              step,
              state.best(),
              state.plateau(),
              state.epochSeconds() + took / 1e9,
              state.seconds() + took / 1e9,
              progress.finished(),
              state.last());
      listener.onSteps(state.epoch(), progress.batch(), step);
      summarize(stepBefore, state);
      if (!Double.isFinite(progress.lossSum())) {
        throw new NonFiniteLossException(state.epoch(), stepBefore + 1, step);
      }
      if (state.batch() < stepsPerEpoch
          && !state.stoppedEarly()
          && state.seconds() - secondsAtCheckpoint >= SECONDS_BETWEEN_CHECKPOINTS_IN_AN_EPOCH) {
        save(state, true);
      }
    }
    return state;
  }

  /** Tells of the summaries that were due in the steps after one. */
  private void summarize(long stepBefore, TrainingState state) {
    int every = options.summarySteps();
    if (every == 0 || stepBefore / every == state.step() / every) {
      return;
    }
    float[] losses = session.stepLosses();
    long epochStart = state.step() - state.batch();
    for (long due = (stepBefore / every + 1) * every; due <= state.step(); due += every) {
      int end = (int) (due - epochStart);
      listener.onSummary(due, meanLoss(losses, Math.max(0, end - every), end));
    }
  }

  /** Mean over the samples of some of an epoch's steps; of a full batch, after the last of them. */
  private double meanLoss(float[] losses, int start, int end) {
    if (session.spec().isFullBatch()) {
      return losses[end - 1] / (double) split.train().length;
    }
    double sum = 0;
    for (int step = start; step < end; step++) {
      sum += losses[step];
    }
    return sum / (samples(end) - samples(start));
  }

  private EpochReport report(TrainingState state) {
    long before = nanoTime.getAsLong();
    Figures training = session.trainingFigures(split.train());
    Optional<Figures> validation =
        split.validation().length == 0
            ? Optional.empty()
            : Optional.of(session.evaluate(split.validation()));
    double reporting = (nanoTime.getAsLong() - before) / 1e9;
    return new EpochReport(
        state.epoch(),
        state.step(),
        session.progress().learningRate(),
        training,
        validation,
        state.epochSeconds() + reporting,
        TrainingCost.of(session.spec().network(), state.seconds() + reporting));
  }

  /** Learns from an epoch's figures, saves, and says whether another one follows. */
  private TrainingState endEpoch(TrainingState state, EpochReport report) throws IOException {
    BestEpoch best =
        state
            .best()
            .next(
                options
                    .earlyStopping()
                    .map(EarlyStopping::metric)
                    .orElse(report.validation().isPresent() ? "validation/loss" : "loss"),
                options.earlyStopping().map(EarlyStopping::minDelta).orElse(0.0),
                report);
    PlateauState plateau = state.plateau();
    Optional<ReduceOnPlateau> rule = session.spec().optimization().plateau();
    if (rule.isPresent()) {
      plateau = plateau.next(rule.get(), report.value(rule.get().metric()));
      session.setLearningRate(plateau.learningRate());
    }
    boolean stopped =
        state.stoppedEarly()
            || (options.earlyStopping().isPresent()
                && best.epochsSince() > 0
                && best.epochsSince() >= options.earlyStopping().get().patience());
    TrainingState next =
        new TrainingState(
            state.epoch() + 1,
            0,
            state.step(),
            best,
            plateau,
            0,
            state.seconds() + report.seconds() - state.epochSeconds(),
            stopped,
            EpochFigures.of(report));
    boolean durable =
        next.finished(options.epochs())
            || next.seconds() - secondsAtCheckpoint >= SECONDS_BETWEEN_CHECKPOINTS;
    if (durable || best.step() == next.step()) {
      save(next, durable);
    }
    return next;
  }

  private void save(TrainingState state, boolean durable) throws IOException {
    // What has been told so far must not be missing from what goes on from here.
    listener.onSave(durable);
    checkpoints.save(session, state, durable);
    if (durable) {
      secondsAtCheckpoint = state.seconds();
    }
  }

  private void adaptSpan(int steps, long nanos) {
    // Doubling at most: the first steps are slower than the rest.
    long wanted = nanos == 0 ? 2L * steps : steps * SPAN_NANOS / nanos;
    long most = 2L * Math.max(steps, session.spanSteps());
    session.setSpanSteps((int) Math.max(1, Math.min(wanted, most)));
  }

  private long samples(int batches) {
    return Math.min(split.train().length, (long) batches * session.spec().samplesPerStep());
  }
}
