package dev.luthier.faults;

import dev.luthier.study.proto.BeatReport;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.EpochReportMessage;
import dev.luthier.study.proto.ReadyReport;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.proto.WorkerOrder;
import dev.luthier.study.proto.WorkerReport;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A worker process without TensorFlow. The first attempt at trial 0 comes to no end: it beats, and
 * nothing moves. Trial 1 takes long and moves, trial 2 reads data for long, trial 3 computes for
 * long: none of these hangs.
 */
final class StuckWorker {

  private static final int LONG_SECONDS = 9;

  private volatile boolean working;
  private volatile boolean moving;
  private volatile boolean computing;
  private long progress;
  private long processorNanos;

  private final OutputStream reports;

  private StuckWorker(OutputStream reports) {
    this.reports = reports;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> all = List.of(arguments);
    StuckWorker worker =
        new StuckWorker(new FileOutputStream(all.get(all.indexOf("--reports") + 1)));
    Thread beats = new Thread(worker::beat);
    beats.setDaemon(true);
    beats.start();
    worker.work();
  }

  private void work() throws IOException, InterruptedException {
    for (WorkerOrder order = WorkerOrder.parseDelimitedFrom(System.in);
        order != null;
        order = WorkerOrder.parseDelimitedFrom(System.in)) {
      switch (order.getKindCase()) {
        case PREPARE ->
            report(WorkerReport.newBuilder().setReady(ReadyReport.newBuilder().setDevice("cpu")));
        case TRAIN -> train(order.getTrain());
        default -> throw new IOException("unexpected: " + order.getKindCase());
      }
    }
  }

  private void train(TrainOrder order) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Path.of(order.getDirectory()));
    Path attempted = directory.resolve("attempted");
    working = order.getTrial() != 2;
    moving = order.getTrial() == 1;
    computing = order.getTrial() == 3;
    if (order.getTrial() == 0 && !Files.exists(attempted)) {
      Files.createFile(attempted);
      Thread.sleep(Long.MAX_VALUE);
    }
    if (order.getTrial() > 0) {
      Thread.sleep(LONG_SECONDS * 1000L);
    }
    working = false;
    report(
        WorkerReport.newBuilder()
            .setEpoch(
                EpochReportMessage.newBuilder()
                    .setTrial(order.getTrial())
                    .setEpoch(1)
                    .addValue(order.getTrial())));
    report(
        WorkerReport.newBuilder()
            .setEnd(
                EndReport.newBuilder()
                    .setTrial(order.getTrial())
                    .setState(EndReport.State.COMPLETE)
                    .addValue(order.getTrial())));
  }

  private void beat() {
    try {
      while (true) {
        progress += moving ? 1 : 0;
        processorNanos += computing ? 900_000_000 : 0;
        report(
            WorkerReport.newBuilder()
                .setBeat(
                    BeatReport.newBuilder()
                        .setProgress(progress)
                        .setWorking(working)
                        .setProcessorNanos(processorNanos)));
        Thread.sleep(1000);
      }
    } catch (IOException | InterruptedException e) {
      Runtime.getRuntime().halt(1);
    }
  }

  private synchronized void report(WorkerReport.Builder report) throws IOException {
    report.build().writeDelimitedTo(reports);
    reports.flush();
  }
}
