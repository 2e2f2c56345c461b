package dev.luthier.tensorboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/**
 * What TensorBoard shows of a directory: it reads event files one after the other by name, and a
 * session that starts at a step drops what there is from that step on (its Python loader, {@code
 * plugin_event_accumulator.py}, {@code _CheckForRestartAndMaybePurge}). Wall times are left out.
 *
 * @param values of each tag, in the order in which they are shown
 * @param graph the last one; null without one
 */
public record ShownEvents(Map<String, List<Point>> values, GraphDef graph) {

  /** A value of a tag. */
  public record Point(long step, Summary.Value value) {}

  /** Reads all event files of a directory; a torn record is an error. */
  public static ShownEvents of(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files =
          entries
              .filter(file -> file.getFileName().toString().startsWith("events.out.tfevents."))
              .sorted()
              .toList();
    }
    Map<String, List<Point>> values = new TreeMap<>();
    GraphDef graph = null;
    for (Path file : files) {
      for (Event event : EventReader.read(file)) {
        if (event.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
          values.values().forEach(points -> points.removeIf(p -> p.step() >= event.getStep()));
        }
        if (!event.getGraphDef().isEmpty()) {
          graph = GraphDef.parseFrom(event.getGraphDef());
        }
        for (Summary.Value value : event.getSummary().getValueList()) {
          values
              .computeIfAbsent(value.getTag(), tag -> new ArrayList<>())
              .add(new Point(event.getStep(), value));
        }
      }
    }
    values.values().removeIf(List::isEmpty);
    return new ShownEvents(values, graph);
  }

  /** The first thing that differs, in words; empty where nothing does. */
  public String difference(ShownEvents other) {
    if (!values.keySet().equals(other.values.keySet())) {
      return "tags " + values.keySet() + " and " + other.values.keySet();
    }
    for (Map.Entry<String, List<Point>> tag : values.entrySet()) {
      List<Point> mine = tag.getValue();
      List<Point> others = other.values.get(tag.getKey());
      List<Long> steps = mine.stream().map(Point::step).toList();
      List<Long> otherSteps = others.stream().map(Point::step).toList();
      if (!steps.equals(otherSteps)) {
        return "steps of " + tag.getKey() + " " + steps + " and " + otherSteps;
      }
      for (int i = 0; i < mine.size(); i++) {
        if (!mine.get(i).equals(others.get(i))) {
          return tag.getKey() + " at step " + steps.get(i);
        }
      }
    }
    boolean sameGraph = graph == null ? other.graph == null : graph.equals(other.graph);
    return sameGraph ? "" : "the graph";
  }
}
