package dev.luthier.study;

import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.ExportOrder;
import dev.luthier.study.proto.PrepareOrder;
import dev.luthier.study.proto.StopOrder;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.proto.VerdictOrder;
import dev.luthier.study.proto.WorkerOrder;
import dev.luthier.study.proto.WorkerReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs trials in worker processes on this machine, one a device slot. A worker that ends takes only
 * its trial with it; another one is started in its place.
 */
final class WorkerExecutor implements TrialExecutor {

  /** Workers that end one after the other, without any work done, before a slot is given up. */
  private static final int ATTEMPTS = 3;

  private static final Duration LONGEST_WRITE = Duration.ofMinutes(5);

  private final String mainClass;
  private final Path logDirectory;
  private final PrepareOrder preparation;
  private final Function<TrialRequest, TrainOrder> orders;
  private final List<Slot> slots = new ArrayList<>();
  private final Deque<Errand> errands = new ArrayDeque<>();
  private String lastError = "";
  private boolean closed;

  /** Something to be done between trials. */
  private record Errand(WorkerOrder order, Consumer<Optional<String>> done) {}

  /**
   * Starts the workers.
   *
   * @param mainClass that knows the verb {@code worker}
   * @param slots where they run
   * @param logDirectory gets their logs once it is there
   * @param preparation the first order of each
   * @param orders what a request means to a worker
   */
  WorkerExecutor(
      String mainClass,
      List<DeviceSlot> slots,
      Path logDirectory,
      PrepareOrder preparation,
      Function<TrialRequest, TrainOrder> orders)
      throws IOException {
    this.mainClass = mainClass;
    this.logDirectory = logDirectory;
    this.preparation = preparation;
    this.orders = orders;
    try {
      for (int i = 0; i < slots.size(); i++) {
        Slot slot = new Slot(i, slots.get(i));
        this.slots.add(slot);
        slot.startWorker();
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Waits until a worker is ready.
   *
   * @return the device that it runs on
   * @throws StudyException where the data cannot be read, do not go with the model, or no worker
   *     can be started
   */
  synchronized String awaitReady() throws InterruptedException {
    while (true) {
      for (Slot slot : slots) {
        if (slot.refusal.isPresent()) {
          throw StudyException.invalid(slot.refusal.get());
        }
        if (slot.device.isPresent()) {
          return slot.device.get();
        }
      }
      requireSlots();
      wait();
    }
  }

  @Override
  public synchronized int freePlaces() {
    requireSlots();
    return Math.max(0, (int) slots.stream().filter(Slot::isIdle).count() - errands.size());
  }

  @Override
  public synchronized void start(TrialRequest request, TrialSink sink) {
    Slot slot =
        slots.stream()
            .filter(Slot::isIdle)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no worker is free"));
    slot.running = Optional.of(new Running(request.number(), sink));
    slot.send(WorkerOrder.newBuilder().setTrain(orders.apply(request)));
  }

  @Override
  public synchronized void answer(int trial, Pruner.Verdict verdict) {
    slotOf(trial)
        .ifPresent(
            slot ->
                slot.send(
                    WorkerOrder.newBuilder()
                        .setVerdict(
                            VerdictOrder.newBuilder()
                                .setVerdict(
                                    switch (verdict) {
                                      case CONTINUE -> VerdictOrder.Verdict.CONTINUE;
                                      case PAUSE -> VerdictOrder.Verdict.PAUSE;
                                      case PRUNE -> VerdictOrder.Verdict.PRUNE;
                                    }))));
  }

  @Override
  public synchronized void pauseAll() {
    for (Slot slot : slots) {
      if (slot.running.isPresent() || slot.errand.isPresent()) {
        slot.send(WorkerOrder.newBuilder().setStop(StopOrder.getDefaultInstance()));
      }
    }
  }

  @Override
  public synchronized void abandon(int trial) {
    slotOf(trial).flatMap(slot -> slot.worker).ifPresent(WorkerProcess::kill);
  }

  /**
   * Writes a SavedModel into a run's directory, by the next worker that is free.
   *
   * @param done is told when it is there, or what went wrong
   */
  synchronized void export(Path run, Consumer<Optional<String>> done) {
    run(
        WorkerOrder.newBuilder()
            .setExport(ExportOrder.newBuilder().setRun(run.toAbsolutePath().toString())),
        done);
  }

  /** Trains beside the study's trials, by the next worker that is free. */
  synchronized void train(TrainOrder order, Consumer<Optional<String>> done) {
    run(WorkerOrder.newBuilder().setTrain(order), done);
  }

  private void run(WorkerOrder.Builder order, Consumer<Optional<String>> done) {
    errands.add(new Errand(order.build(), done));
    sendErrands();
  }

  /** Process ids of the workers. */
  synchronized List<Long> workers() {
    return slots.stream().flatMap(slot -> slot.worker.stream()).map(WorkerProcess::id).toList();
  }

  private void sendErrands() {
    for (Slot slot : slots) {
      if (!errands.isEmpty() && slot.isIdle()) {
        slot.errand = Optional.of(errands.remove());
        slot.send(slot.errand.get().order.toBuilder());
      }
    }
    notifyAll();
  }

  private Optional<Slot> slotOf(int trial) {
    return slots.stream()
        .filter(slot -> slot.running.filter(running -> running.trial == trial).isPresent())
        .findFirst();
  }

  private void requireSlots() {
    if (slots.stream().allMatch(slot -> slot.isGivenUp)) {
      throw StudyException.failed("no worker can be started: " + lastError);
    }
  }

  /** Waits for what is done between trials. */
  synchronized void awaitErrands() {
    long end = System.nanoTime() + LONGEST_WRITE.toNanos();
    try {
      while (!slots.stream().allMatch(slot -> slot.isGivenUp)
          && (!errands.isEmpty() || slots.stream().anyMatch(slot -> slot.errand.isPresent()))
          && System.nanoTime() < end) {
        wait(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    List<WorkerProcess> workers = new ArrayList<>();
    synchronized (this) {
      awaitErrands();
      closed = true;
      slots.forEach(slot -> slot.worker.ifPresent(workers::add));
    }
    workers.forEach(WorkerProcess::close);
  }

  /** A trial on a worker. */
  private record Running(int trial, TrialSink sink) {}

  /** A device slot and the worker that is in it. */
  private final class Slot {
    private final int index;
    private final DeviceSlot place;
    private Optional<WorkerProcess> worker = Optional.empty();
    private Optional<String> device = Optional.empty();
    private Optional<String> refusal = Optional.empty();
    private Optional<Running> running = Optional.empty();
    private Optional<Errand> errand = Optional.empty();
    private int fruitless;
    private boolean isGivenUp;

    Slot(int index, DeviceSlot place) {
      this.index = index;
      this.place = place;
    }

    boolean isIdle() {
      return device.isPresent() && running.isEmpty() && errand.isEmpty();
    }

    void startWorker() throws IOException {
      device = Optional.empty();
      worker =
          Optional.of(
              new WorkerProcess(
                  mainClass,
                  place,
                  logDirectory.resolve("worker-" + index + ".log"),
                  this::onReport,
                  this::onEnd));
      send(WorkerOrder.newBuilder().setPrepare(preparation));
    }

    void send(WorkerOrder.Builder order) {
      worker.orElseThrow().send(order.build());
    }

    private void onReport(WorkerReport report) {
      synchronized (WorkerExecutor.this) {
        switch (report.getKindCase()) {
          case READY -> {
            if (report.getReady().getError().isEmpty()) {
              device = Optional.of(place.device().toString());
              fruitless = 0;
            } else {
              // It will not be better next time.
              refusal = Optional.of(report.getReady().getError());
              lastError = refusal.get();
              isGivenUp = true;
            }
          }
          case EPOCH ->
              running.ifPresent(
                  trial ->
                      trial.sink.reported(
                          trial.trial,
                          new Report(report.getEpoch().getEpoch(), report.getEpoch().getValue())));
          case END -> {
            if (running.isPresent()) {
              running.get().sink.ended(running.get().trial, result(report.getEnd()));
              running = Optional.empty();
            } else {
              endErrand(
                  report.getEnd().getState() == EndReport.State.PAUSED
                      ? "was interrupted"
                      : report.getEnd().getError());
            }
          }
          case EXPORTED -> endErrand(report.getExported().getError());
          case KIND_NOT_SET -> worker.orElseThrow().kill();
        }
        sendErrands();
      }
    }

    private void endErrand(String error) {
      Optional<Errand> done = errand;
      errand = Optional.empty();
      done.ifPresent(
          finished ->
              finished.done.accept(error.isEmpty() ? Optional.empty() : Optional.of(error)));
    }

    private void onEnd(String problem) {
      synchronized (WorkerExecutor.this) {
        if (closed) {
          return;
        }
        lastError = problem;
        endErrand(problem);
        device = Optional.empty();
        running.ifPresent(trial -> trial.sink.crashed(trial.trial, problem));
        running = Optional.empty();
        fruitless++;
        if (fruitless >= ATTEMPTS || isGivenUp) {
          isGivenUp = true;
        } else {
          try {
            startWorker();
          } catch (IOException e) {
            lastError = TrialTraining.line(e);
            isGivenUp = true;
          }
        }
        sendErrands();
      }
    }
  }

  private static TrialResult result(EndReport end) {
    return new TrialResult(
        switch (end.getState()) {
          case COMPLETE -> Trial.State.COMPLETE;
          case PAUSED -> Trial.State.PAUSED;
          case INFEASIBLE -> Trial.State.INFEASIBLE;
          case FAILED, STATE_UNSPECIFIED, UNRECOGNIZED -> Trial.State.FAILED;
        },
        end.getState() == EndReport.State.COMPLETE
            ? OptionalDouble.of(end.getValue())
            : OptionalDouble.empty(),
        end.getFoldValueList(),
        end.getFigureMap(),
        end.getError().isEmpty() ? Optional.empty() : Optional.of(end.getError()),
        end.getSeconds());
  }
}
