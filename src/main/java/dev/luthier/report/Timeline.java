package dev.luthier.report;

import dev.luthier.search.Trial;
import dev.luthier.study.directory.WorkLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which worker was busy with which trial, and when. A lane is a place of a device: workers that
 * follow each other share one, those that work side by side have one each.
 *
 * @param lanes names, such as {@code cpu} or {@code cpu, worker 2}
 * @param bars by the time of their beginning
 */
public record Timeline(List<String> lanes, List<Bar> bars) {

  /**
   * A time that a worker was at a trial.
   *
   * @param lane index
   * @param trial number
   * @param begin milliseconds since 1970
   * @param end of the same kind; of work under way the time of the report
   * @param isKnown false where the end is not: the worker was ended, and the bar ends where the
   *     next one begins
   */
  public record Bar(int lane, int trial, long begin, long end, boolean isKnown) {}

  /**
   * What was worked on.
   *
   * @param trial it was for
   * @param span when and where
   */
  record Work(Trial trial, WorkLog.Span span) {}

  private record Worker(String device, long process) {}

  /** The lanes of all that was worked on. */
  static Timeline of(List<Work> all, Instant now) {
    List<Work> ordered =
        all.stream().sorted(Comparator.comparing((Work work) -> work.span().begin())).toList();
    Map<Worker, List<Work>> workers = new LinkedHashMap<>();
    for (Work work : ordered) {
      workers
          .computeIfAbsent(
              new Worker(work.span().device(), work.span().process()), key -> new ArrayList<>())
          .add(work);
    }
    List<String> devices = new ArrayList<>();
    List<Instant> free = new ArrayList<>();
    List<Bar> bars = new ArrayList<>();
    workers.forEach(
        (worker, works) -> {
          List<Bar> ofWorker = bars(works, now);
          Instant begin = works.get(0).span().begin();
          int lane = 0;
          while (lane < devices.size()
              && !(devices.get(lane).equals(worker.device()) && !free.get(lane).isAfter(begin))) {
            lane++;
          }
          if (lane == devices.size()) {
            devices.add(worker.device());
            free.add(Instant.MIN);
          }
          free.set(lane, Instant.ofEpochMilli(ofWorker.get(ofWorker.size() - 1).end()));
          for (Bar bar : ofWorker) {
            bars.add(new Bar(lane, bar.trial(), bar.begin(), bar.end(), bar.isKnown()));
          }
        });
    bars.sort(Comparator.comparingLong(Bar::begin));
    return new Timeline(names(devices), List.copyOf(bars));
  }

  private static List<Bar> bars(List<Work> works, Instant now) {
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < works.size(); i++) {
      Work work = works.get(i);
      boolean isLast = i == works.size() - 1;
      boolean isUnderWay = isLast && work.trial().state() == Trial.State.RUNNING;
      // Nothing is known of a worker that was ended but that it had begun.
      Instant guess =
          isUnderWay ? now : isLast ? work.span().begin() : works.get(i + 1).span().begin();
      bars.add(
          new Bar(
              0,
              work.trial().number(),
              work.span().begin().toEpochMilli(),
              work.span().end().orElse(guess).toEpochMilli(),
              isUnderWay || work.span().end().isPresent()));
    }
    return bars;
  }

  /** Lanes of one device are numbered where there are several. */
  private static List<String> names(List<String> devices) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < devices.size(); i++) {
      String device = devices.get(i);
      long all = devices.stream().filter(device::equals).count();
      long number = devices.subList(0, i + 1).stream().filter(device::equals).count();
      names.add(all == 1 ? device : device + ", worker " + number);
    }
    return names;
  }
}
