package dev.luthier.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.search.importance.Importance;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.trial.ValueJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a study has found so far.
 *
 * @param space what it tunes
 * @param goals of its objectives
 * @param metrics names of its objectives
 * @param trials all of them, by number
 */
public record StudyFindings(
    SearchSpace space, List<Goal> goals, List<String> metrics, List<StoredTrial> trials) {

  private static final List<String> HEAD = List.of("trial", "state");
  private static final List<String> DESCENT = List.of("member", "parent");
  private static final String VALUE = "value";
  private static final List<String> TAIL = List.of("seconds", "attempts", "error");

  /** Only in a study whose trials were repeated. */
  private static final String REPEATS = "repeats";

  private static final Set<String> OTHER_COLUMNS =
      Set.of("trial", "state", VALUE, "seconds", "attempts", "error", "directory");

  public StudyFindings {
    goals = List.copyOf(goals);
    metrics = List.copyOf(metrics);
    trials = List.copyOf(trials);
  }

  /** The trials as samplers see them. */
  public History history() {
    return new History(goals, trials.stream().map(StoredTrial::trial).toList());
  }

  /**
   * The complete trial with the best value of the first objective; empty where none is complete.
   * Where trials were repeated it is the one with the best mean, which is its value.
   */
  public Optional<Trial> best() {
    return history().best();
  }

  /**
   * The complete trials that no other one is better than, from the best in the first objective; the
   * best trial where there is one objective.
   */
  public List<Trial> front() {
    return history().front();
  }

  /** Values of a complete trial and of its repeats, its own first. */
  public List<Double> executions(Trial trial) {
    return history().executions(trial.number());
  }

  /** The trials whose weights a trial was trained from, and the trial itself as the last. */
  public List<Trial> lineage(Trial trial) {
    return history().lineage(trial.number());
  }

  /** Whether there are several objectives. */
  public boolean hasSeveralObjectives() {
    return metrics.size() > 1;
  }

  /**
   * How much each parameter matters for an objective, from most to least.
   *
   * @param objective index of it
   * @return shares by name
   * @throws IllegalArgumentException where too few trials are complete to tell
   */
  public Map<String, Double> importance(int objective) {
    return Importance.of(space, history().ofMeans(), objective);
  }

  /** Whether trials are parts of the trainings of a population. */
  private boolean isOfPopulation() {
    return trials.stream().anyMatch(stored -> stored.trial().segment().isPresent());
  }

  /**
   * A list of objects with the keys {@code trial}, {@code state}, {@code value}, {@code
   * parameters}, {@code seconds}, {@code attempts} and {@code error}; null where there is no value
   * or error. With several objectives there is, in place of {@code value}, the object {@code
   * values} with a number by each objective's name. Where trials were repeated there is {@code
   * repeats}, the number of the trial that one repeats, or null. Where a population is trained
   * there are also {@code member}, and {@code parent}, the trial whose weights it began with.
   */
  public ArrayNode trialsJson() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    boolean hasRepeats = history().hasRepeats();
    boolean isOfPopulation = isOfPopulation();
    for (StoredTrial stored : trials) {
      ObjectNode object = list.addObject();
      put(object, HEAD, head(stored));
      if (isOfPopulation) {
        put(object, DESCENT, descent(stored.trial()));
      }
      if (hasSeveralObjectives()) {
        object.set("values", valuesJson(stored.trial()));
      } else {
        put(object, List.of(VALUE), values(stored.trial()));
      }
      object.set("parameters", ValueJson.of(stored.trial().assignment()));
      put(object, TAIL, tail(stored));
      if (hasRepeats) {
        object.set(REPEATS, repeats(stored.trial()));
      }
    }
    return list;
  }

  /** The values of a trial by the objectives' names; null where there is none. */
  public ObjectNode valuesJson(Trial trial) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    put(object, metrics, values(trial));
    return object;
  }

  /** A row a trial, a column an objective or a parameter. */
  public ResultTable trialsTable() {
    List<String> columns = new ArrayList<>(HEAD);
    boolean isOfPopulation = isOfPopulation();
    columns.addAll(isOfPopulation ? DESCENT : List.of());
    columns.addAll(valueColumns());
    columns.addAll(parameterColumns());
    columns.addAll(TAIL);
    boolean hasRepeats = history().hasRepeats();
    if (hasRepeats) {
      columns.add(REPEATS);
    }
    List<List<ValueNode>> rows = new ArrayList<>();
    for (StoredTrial stored : trials) {
      List<ValueNode> row = new ArrayList<>(head(stored));
      row.addAll(isOfPopulation ? descent(stored.trial()) : List.of());
      row.addAll(values(stored.trial()));
      row.addAll(parameters(stored.trial().assignment()));
      row.addAll(tail(stored));
      if (hasRepeats) {
        row.add(repeats(stored.trial()));
      }
      rows.add(row);
    }
    return new ResultTable(columns, rows);
  }

  /** Names of the columns of values: {@code value}, or those of several objectives. */
  public List<String> valueColumns() {
    return hasSeveralObjectives()
        ? metrics.stream()
            .map(name -> OTHER_COLUMNS.contains(name) ? "objective_" + name : name)
            .toList()
        : List.of(VALUE);
  }

  /** The cells under {@link #valueColumns}. */
  public List<ValueNode> values(Trial trial) {
    double[] values = trial.values();
    List<ValueNode> cells = new ArrayList<>();
    for (int i = 0; i < metrics.size(); i++) {
      cells.add(number(i < values.length ? values[i] : Double.NaN));
    }
    return cells;
  }

  /** Names of the columns of parameters, none like that of another column. */
  public List<String> parameterColumns() {
    boolean isOfPopulation = isOfPopulation();
    return space.parameters().stream()
        .map(Parameter::name)
        .map(
            name ->
                OTHER_COLUMNS.contains(name)
                        || valueColumns().contains(name)
                        || (name.equals(REPEATS) && history().hasRepeats())
                        || (isOfPopulation && DESCENT.contains(name))
                    ? "parameter_" + name
                    : name)
        .toList();
  }

  /** The values under {@link #parameterColumns}. */
  public List<ValueNode> parameters(Assignment assignment) {
    List<ValueNode> cells = new ArrayList<>();
    for (Parameter parameter : space.parameters()) {
      cells.add(assignment.get(parameter.name()).map(ValueJson::of).orElse(NullNode.getInstance()));
    }
    return cells;
  }

  private static List<ValueNode> head(StoredTrial stored) {
    Trial trial = stored.trial();
    return List.of(IntNode.valueOf(trial.number()), TextNode.valueOf(trial.state().name()));
  }

  private static List<ValueNode> descent(Trial trial) {
    OptionalInt parent = trial.segment().map(Segment::parent).orElse(OptionalInt.empty());
    return List.of(
        trial
            .segment()
            .<ValueNode>map(segment -> IntNode.valueOf(segment.member()))
            .orElse(NullNode.getInstance()),
        parent.isPresent() ? IntNode.valueOf(parent.getAsInt()) : NullNode.getInstance());
  }

  private static List<ValueNode> tail(StoredTrial stored) {
    return List.of(
        DoubleNode.valueOf(stored.seconds()),
        IntNode.valueOf(stored.attempts()),
        stored.error().<ValueNode>map(TextNode::valueOf).orElse(NullNode.getInstance()));
  }

  private static ValueNode repeats(Trial trial) {
    return trial.repeats().isPresent()
        ? IntNode.valueOf(trial.repeats().getAsInt())
        : NullNode.getInstance();
  }

  /** JSON has no NaN and no infinity. */
  private static ValueNode number(double number) {
    return Double.isFinite(number) ? DoubleNode.valueOf(number) : NullNode.getInstance();
  }

  private static void put(ObjectNode object, List<String> keys, List<ValueNode> values) {
    for (int i = 0; i < keys.size(); i++) {
      object.set(keys.get(i), values.get(i));
    }
  }
}
