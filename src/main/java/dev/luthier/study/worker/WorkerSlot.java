package dev.luthier.study.worker;

import dev.luthier.search.Report;
import dev.luthier.study.error.ErrorLine;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.EpochReportMessage;
import dev.luthier.study.proto.PrepareOrder;
import dev.luthier.study.proto.StopOrder;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.proto.WorkerOrder;
import dev.luthier.study.proto.WorkerReport;
import dev.luthier.study.trial.TrialResult;
import dev.luthier.study.trial.TrialSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A device slot and the worker that is in it, with what that works on. To be called by who holds
 * the lock, which reports of the worker take.
 */
final class WorkerSlot {

  /** What ends while its work is saved says so. */
  static final String INTERRUPTED = "was interrupted";

  /**
   * Workers that end one after the other, without any work done, before a slot is given up; and
   * workers that end at what is done between trials, before that is given up.
   */
  private static final int ATTEMPTS = 3;

  /**
   * What all slots of a study have in common.
   *
   * @param mainClass that knows the verb {@code worker}
   * @param watchdog after which a worker that hangs is ended; zero for never
   * @param preparation the first order of each
   */
  record Settings(String mainClass, Duration watchdog, PrepareOrder preparation) {}

  /** A trial on a worker. */
  record Running(int trial, TrainOrder order, TrialSink sink) {}

  /**
   * Something to be done between trials.
   *
   * @param attempts that were made already
   */
  record Errand(WorkerOrder order, int attempts, Consumer<Optional<String>> done) {}

  /** Told by a slot, with the lock held. */
  interface Surroundings {

    /** The slot may have become free, or was given up. */
    void changed();

    /** An errand was lost with its worker, and is the next to be done. */
    void again(Errand errand);

    /** A worker has ended or cannot be started: one line. */
    void failed(String problem);

    /** A trial does not fit into the slot, or is expected not to. */
    void outgrown(WorkerSlot slot, Running trial, EndReport end);

    /** A trial has ended in the slot. */
    void ended(WorkerSlot slot, EndReport end);
  }

  private final Object lock;
  private final Settings settings;
  private final DeviceSlot place;
  private final Path logFile;
  private final Surroundings surroundings;
  private Optional<WorkerProcess> worker = Optional.empty();
  private Optional<WorkerWatch> watch = Optional.empty();
  private Optional<String> device = Optional.empty();
  private Optional<String> refusal = Optional.empty();
  private Optional<Running> running = Optional.empty();

  /** Of what is running: the order that awaits a worker. */
  private Optional<TrainOrder> waiting = Optional.empty();

  private Optional<Errand> errand = Optional.empty();
  private int fruitless;
  private boolean isGivenUp;
  private boolean isClosed;

  WorkerSlot(
      Object lock, Settings settings, DeviceSlot place, Path logFile, Surroundings surroundings) {
    this.lock = lock;
    this.settings = settings;
    this.place = place;
    this.logFile = logFile;
    this.surroundings = surroundings;
  }

  DeviceSlot place() {
    return place;
  }

  /** The device that a worker is ready on. */
  Optional<String> device() {
    return device;
  }

  /** Why the study cannot be. */
  Optional<String> refusal() {
    return refusal;
  }

  boolean isGivenUp() {
    return isGivenUp;
  }

  boolean runs(int trial) {
    return running.filter(each -> each.trial == trial).isPresent();
  }

  boolean hasErrand() {
    return errand.isPresent();
  }

  Optional<WorkerProcess> worker() {
    return worker;
  }

  /** Starts no other worker when this one ends. */
  Optional<WorkerProcess> close() {
    isClosed = true;
    return worker;
  }

  void run(Errand next) {
    errand = Optional.of(next);
    WorkerOrder.Builder order = next.order.toBuilder();
    if (order.hasTrain()) {
      order.getTrainBuilder().setDevice(place.device().name());
    }
    send(order);
  }

  boolean isIdle() {
    return device.isPresent() && running.isEmpty() && errand.isEmpty();
  }

  /** Whether a worker is starting that has nothing to do yet. */
  boolean isExpected() {
    return !isGivenUp && running.isEmpty() && errand.isEmpty();
  }

  /**
   * Trains.
   *
   * @param largestEstimate of its memory, in bytes, with which the trial is not handed back
   */
  void train(Running trial, long largestEstimate) {
    running = Optional.of(trial);
    TrainOrder.Builder order = trial.order.toBuilder().setDevice(place.device().name());
    if (largestEstimate < Long.MAX_VALUE) {
      // 0 stands for no bound.
      order.setLargestEstimate(Math.max(1, largestEstimate));
    }
    waiting = Optional.of(order.build());
    sendWaiting();
  }

  private void sendWaiting() {
    if (waiting.isPresent() && device.isPresent()) {
      send(WorkerOrder.newBuilder().setTrain(waiting.get()));
      waiting = Optional.empty();
    }
  }

  /** Has what is being done save its state and end. */
  void pause() {
    if (waiting.isPresent()) {
      waiting = Optional.empty();
      running.ifPresent(trial -> trial.sink.ended(trial.trial, TrialResult.paused()));
      running = Optional.empty();
    } else if (running.isPresent() || errand.isPresent()) {
      send(WorkerOrder.newBuilder().setStop(StopOrder.getDefaultInstance()));
    }
  }

  void startWorker() throws IOException {
    device = Optional.empty();
    worker =
        Optional.of(
            new WorkerProcess(settings.mainClass(), place, logFile, this::onReport, this::onEnd));
    if (!settings.watchdog().isZero()) {
      watch = Optional.of(new WorkerWatch(settings.watchdog(), System.nanoTime()));
    }
    send(WorkerOrder.newBuilder().setPrepare(settings.preparation()));
  }

  /** Ends a worker that hangs. */
  void look(long now) {
    Optional<String> problem = watch.flatMap(each -> each.look(now));
    if (problem.isPresent()) {
      worker.orElseThrow().kill(problem.get());
      watch = Optional.empty();
    }
  }

  void send(WorkerOrder.Builder order) {
    worker.orElseThrow().send(order.build());
  }

  private void onReport(WorkerReport report) {
    synchronized (lock) {
      switch (report.getKindCase()) {
        case READY -> {
          if (report.getReady().getError().isEmpty()) {
            device = Optional.of(place.device().toString());
            fruitless = 0;
            sendWaiting();
          } else {
            // It will not be better next time.
            refusal = Optional.of(report.getReady().getError());
            surroundings.failed(refusal.get());
            isGivenUp = true;
            running.ifPresent(trial -> trial.sink.blocked(trial.trial, refusal.get()));
            running = Optional.empty();
            waiting = Optional.empty();
          }
        }
        case EPOCH ->
            running.ifPresent(
                trial ->
                    trial.sink.reported(
                        trial.trial,
                        Report.of(report.getEpoch().getEpoch(), values(report.getEpoch()))));
        case END -> onEnd(report.getEnd());
        case NOTICE ->
            running.ifPresent(
                trial -> trial.sink.noticed(trial.trial, report.getNotice().getLine()));
        case EXPORTED -> endErrand(report.getExported().getError());
        case BEAT -> {
          watch.ifPresent(each -> each.beat(report.getBeat(), System.nanoTime()));
          return;
        }
        case KIND_NOT_SET -> worker.orElseThrow().kill();
      }
      surroundings.changed();
    }
  }

  /** A worker that tells none is of no use to a pruner, and its trial no good. */
  private static double[] values(EpochReportMessage epoch) {
    return epoch.getValueCount() == 0
        ? new double[] {Double.NaN}
        : epoch.getValueList().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void onEnd(EndReport end) {
    if (running.isEmpty()) {
      endErrand(end.getState() == EndReport.State.PAUSED ? INTERRUPTED : end.getError());
      return;
    }
    Running ended = running.get();
    running = Optional.empty();
    surroundings.ended(this, end);
    if (end.getState() == EndReport.State.BLOCKED) {
      ended.sink.blocked(ended.trial, end.getError());
    } else if (end.getState() == EndReport.State.OUT_OF_MEMORY) {
      surroundings.outgrown(this, ended, end);
    } else {
      ended.sink.ended(ended.trial, TrainOrders.result(end));
    }
  }

  private void endErrand(String error) {
    Optional<Errand> done = errand;
    errand = Optional.empty();
    done.ifPresent(
        finished -> finished.done.accept(error.isEmpty() ? Optional.empty() : Optional.of(error)));
  }

  /** What is done between trials is done again by the next worker, unless it ends that one too. */
  private void loseErrand(String problem) {
    if (errand.filter(lost -> lost.attempts + 1 < ATTEMPTS).isPresent()) {
      Errand lost = errand.get();
      errand = Optional.empty();
      surroundings.again(new Errand(lost.order, lost.attempts + 1, lost.done));
    } else {
      endErrand(problem);
    }
  }

  private void onEnd(String problem) {
    synchronized (lock) {
      if (isClosed) {
        return;
      }
      surroundings.failed(problem);
      loseErrand(problem);
      device = Optional.empty();
      running.ifPresent(trial -> trial.sink.crashed(trial.trial, problem));
      waiting = Optional.empty();
      running = Optional.empty();
      fruitless++;
      if (fruitless >= ATTEMPTS || isGivenUp) {
        isGivenUp = true;
      } else {
        try {
          startWorker();
        } catch (IOException e) {
          surroundings.failed(ErrorLine.of(e));
          isGivenUp = true;
        }
      }
      surroundings.changed();
    }
  }
}
