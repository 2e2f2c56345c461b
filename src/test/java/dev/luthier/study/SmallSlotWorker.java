package dev.luthier.study;

import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.NoticeReport;
import dev.luthier.study.proto.ReadyReport;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.proto.WorkerOrder;
import dev.luthier.study.proto.WorkerReport;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A worker process without TensorFlow, in a slot that is as small as the first GPU: trial 0 fits
 * anywhere, trial 1 into the second GPU alone, trial 2 into no GPU.
 */
final class SmallSlotWorker {

  private SmallSlotWorker() {}

  public static void main(String[] arguments) throws IOException {
    List<String> all = List.of(arguments);
    String visible = System.getenv("CUDA_VISIBLE_DEVICES");
    try (OutputStream reports = new FileOutputStream(all.get(all.indexOf("--reports") + 1))) {
      for (WorkerOrder order = WorkerOrder.parseDelimitedFrom(System.in);
          order != null;
          order = WorkerOrder.parseDelimitedFrom(System.in)) {
        WorkerReport.Builder report = WorkerReport.newBuilder();
        if (order.hasPrepare()) {
          report.setReady(ReadyReport.newBuilder().setDevice("gpu:0"));
        } else {
          TrainOrder train = order.getTrain();
          Path directory = Files.createDirectories(Path.of(train.getDirectory()));
          Files.writeString(
              directory.resolve("attempts"),
              String.join(
                      " ",
                      train.getDevice(),
                      all.get(all.indexOf("--device") + 1),
                      visible,
                      System.getenv("CUDA_DEVICE_ORDER"))
                  + "\n",
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
          report.setEnd(end(train.getTrial(), visible, reports));
        }
        report.build().writeDelimitedTo(reports);
        reports.flush();
      }
    }
  }

  private static EndReport.Builder end(int trial, String visible, OutputStream reports)
      throws IOException {
    EndReport.Builder end = EndReport.newBuilder().setTrial(trial);
    if (trial == 0 || (trial == 1 && visible.equals("1"))) {
      return end.setState(EndReport.State.COMPLETE).addValue(trial);
    }
    WorkerReport.newBuilder()
        .setNotice(NoticeReport.newBuilder().setTrial(trial).setLine("is out of memory"))
        .build()
        .writeDelimitedTo(reports);
    return end.setState(EndReport.State.OUT_OF_MEMORY)
        .setError("out of memory: no place for a tensor");
  }
}
