package dev.luthier.spec;

import com.google.protobuf.Message;
import dev.luthier.search.Value;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.ModelDef;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One of the fields that get a parameter's value.
 *
 * @param parameter its name
 * @param path as written, such as {@code optimizer.*.learning_rate}; of a field of the data,
 *     without {@code data.} before it
 * @param ofData whether the field is one of the data, else of the model
 * @param resolved the path with all elements by index and all choices as the study's model has them
 */
public record BoundParameter(String parameter, FieldPath path, boolean ofData, FieldPath resolved) {

  private static final String DATA = "data.";

  /**
   * Finds the field.
   *
   * @throws IllegalArgumentException where there is no such field
   */
  static BoundParameter of(String parameter, String path, ModelDef model, DataDef data) {
    boolean ofData = path.startsWith(DATA);
    FieldPath field = FieldPath.parse(ofData ? path.substring(DATA.length()) : path);
    Message root = ofData ? data : model;
    return new BoundParameter(parameter, field, ofData, field.resolve(root));
  }

  /** The path as it stands in the study. */
  public String text() {
    return (ofData ? DATA : "") + path;
  }

  /** What the path leads to. */
  FieldTarget target(ModelDef model, DataDef data) {
    return path.target(ofData ? data : model);
  }

  /**
   * A model with values in it.
   *
   * @param values by parameter name; parameters without a value are left out
   * @throws FieldException at the field that cannot have its value
   */
  static ModelDef apply(List<BoundParameter> fields, ModelDef model, Map<String, Value> values) {
    return set(fields.stream().filter(field -> !field.ofData).toList(), model, values);
  }

  /** The same for data. */
  static DataDef apply(List<BoundParameter> fields, DataDef data, Map<String, Value> values) {
    return set(fields.stream().filter(field -> field.ofData).toList(), data, values);
  }

  /**
   * A choice is set before what is inside the chosen case, so that the order of writing is free.
   */
  private static <M extends Message> M set(
      List<BoundParameter> fields, M message, Map<String, Value> values) {
    M changed = message;
    for (BoundParameter field :
        fields.stream().sorted(Comparator.comparingInt(BoundParameter::depth)).toList()) {
      Value value = values.get(field.parameter);
      if (value != null) {
        M before = changed;
        changed = FieldException.at(field.resolved, () -> field.path.with(before, value.text()));
      }
    }
    return changed;
  }

  private int depth() {
    return path.steps().size();
  }

  /** Whether this is a choice that the other's field lies inside of. */
  boolean encloses(BoundParameter other) {
    return ofData == other.ofData && depth() < other.depth() && agrees(other, depth());
  }

  /** Whether both set one field. */
  boolean collides(BoundParameter other) {
    return ofData == other.ofData && depth() == other.depth() && agrees(other, depth());
  }

  /**
   * Whether a problem is one of this field.
   *
   * @param place resolved path of the field or message that has the problem
   * @param subject name of the field that the problem is about
   */
  boolean isSubject(FieldPath place, String subject) {
    int length = Math.min(depth(), place.steps().size());
    return !ofData && resolved.names(subject) && agrees(place.steps(), List.of(), length);
  }

  private boolean agrees(BoundParameter other, int length) {
    return agrees(other.resolved.steps(), other.path.steps(), length);
  }

  private boolean agrees(List<PathStep> steps, List<PathStep> written, int length) {
    for (int i = 0; i < length; i++) {
      boolean any =
          path.steps().get(i).isChosenCase()
              || (i < written.size() && written.get(i).isChosenCase());
      if (!any && !resolved.steps().get(i).overlaps(steps.get(i))) {
        return false;
      }
    }
    return true;
  }
}
