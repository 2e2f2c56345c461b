package dev.luthier.spec;

import dev.luthier.search.Condition;
import dev.luthier.search.Domain;
import dev.luthier.search.Parameter;
import dev.luthier.search.Value;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.ParameterDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Parameters of a study, one after the other, with the fields that they are for.
 *
 * <p>What a path leads to can depend on earlier parameters: {@code optimizer.*.momentum} is a field
 * where the conditions of the parameter choose an optimizer with a momentum. So each path is
 * followed in a model in which the parameter is there.
 */
final class ParameterMapping {

  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

  /** Far more than can be searched; each is checked against each. */
  private static final int MOST_PARAMETERS = 500;

  private final ModelDef model;
  private final DataDef data;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<BoundParameter> bound = new ArrayList<>();

  private ParameterMapping(ModelDef model, DataDef data) {
    this.model = model;
    this.data = data;
  }

  /**
   * The records of all parameters.
   *
   * @throws FieldException where one is not valid
   */
  static ParameterMapping of(List<ParameterDef> defs, ModelDef model, DataDef data) {
    if (defs.size() > MOST_PARAMETERS) {
      throw new FieldException(
          FieldPath.ROOT.child("parameter", MOST_PARAMETERS),
          "parameter must be there at most "
              + MOST_PARAMETERS
              + " times, was "
              + defs.size()
              + " times; remove some, or give one parameter several paths");
    }
    ParameterMapping mapping = new ParameterMapping(model, data);
    for (int i = 0; i < defs.size(); i++) {
      mapping.add(FieldPath.ROOT.child("parameter", i), defs.get(i), defs);
    }
    return mapping;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** In the order of the parameters, of each in the order of its paths. */
  List<BoundParameter> bound() {
    return bound;
  }

  private void add(FieldPath path, ParameterDef def, List<ParameterDef> all) {
    requireName(path, def.getName());
    List<Condition> conditions = ConditionMapping.fromProto(path, def, parameters, all);
    Reachability reachability = new Reachability(parameters);
    Map<String, Value> present =
        reachability
            .satisfying(conditions)
            .orElseThrow(
                () ->
                    new FieldException(
                        path.child("when", 0),
                        "when of parameter "
                            + def.getName()
                            + " can never hold: the conditions, with those of the parameters that"
                            + " they look at, exclude each other; change one"));
    ModelDef presentModel = BoundParameter.apply(bound, model, present);
    DataDef presentData = BoundParameter.apply(bound, data, present);
    if (def.getPathCount() == 0) {
      throw new FieldException(
          path,
          "parameter "
              + def.getName()
              + " has no path; write one such as path: \"layer[hidden].dense.units\"");
    }
    FieldPath domainPath =
        def.getDomainCase() == ParameterDef.DomainCase.DOMAIN_NOT_SET
            ? path
            : path.child(domainField(def));
    List<BoundParameter> fields = new ArrayList<>();
    Domain domain = null;
    for (int i = 0; i < def.getPathCount(); i++) {
      FieldPath place = path.child("path", i);
      String text = def.getPath(i);
      BoundParameter field =
          FieldException.at(
              place, () -> BoundParameter.of(def.getName(), text, presentModel, presentData));
      requireTunable(place, field);
      requireChosen(place, field, presentModel, presentData);
      FieldTarget target = FieldException.at(place, () -> field.target(presentModel, presentData));
      Domain suitable = FieldException.at(domainPath, () -> DomainMapping.fromProto(def, target));
      domain = domain == null ? suitable : domain;
      requireOwnField(place, conditions, field, fields);
      fields.add(field);
    }
    parameters.add(new Parameter(def.getName(), domain, conditions));
    bound.addAll(fields);
  }

  private static String domainField(ParameterDef def) {
    return ParameterDef.getDescriptor()
        .findFieldByNumber(def.getDomainCase().getNumber())
        .getName();
  }

  private void requireName(FieldPath path, String name) {
    if (name.isEmpty()) {
      throw new FieldException(path, "parameter has no name; write one such as name: \"units\"");
    }
    if (!name.matches(NAME)) {
      throw new FieldException(
          path.child("name"),
          "name of a parameter must be letters, digits and underscores, no digit first, was \""
              + name
              + "\"; write one such as \"units\"");
    }
    if (parameters.stream().anyMatch(other -> other.name().equals(name))) {
      throw new FieldException(
          path.child("name"),
          "name of a parameter must be unique, another one is \""
              + name
              + "\" too; write another name");
    }
  }

  private static void requireChosen(
      FieldPath place, BoundParameter field, ModelDef model, DataDef data) {
    try {
      field.path().requireChosen(field.ofData() ? data : model);
    } catch (IllegalArgumentException e) {
      throw new FieldException(
          place,
          "path "
              + field.text()
              + " cannot be set: "
              + e.getMessage()
              + ", or choose it by an earlier parameter and say so in a when");
    }
  }

  /** Trials on other samples could not be compared. */
  private static void requireTunable(FieldPath place, BoundParameter field) {
    if (field.ofData() && (field.path().names("path") || field.path().names("test_path"))) {
      throw new FieldException(
          place,
          field.text()
              + " cannot be tuned, trials on other data could not be compared; make a study for"
              + " each data set");
    }
  }

  private void requireOwnField(
      FieldPath place,
      List<Condition> conditions,
      BoundParameter field,
      List<BoundParameter> siblings) {
    if (siblings.stream().anyMatch(field::collides)) {
      throw new FieldException(
          place, "path " + field.text() + " is there twice in one parameter; write it once");
    }
    Reachability reachability = new Reachability(parameters);
    for (BoundParameter other : bound) {
      if (!other.collides(field)) {
        continue;
      }
      List<Condition> both = new ArrayList<>(conditions);
      parameters.stream()
          .filter(parameter -> parameter.name().equals(other.parameter()))
          .forEach(parameter -> both.addAll(parameter.conditions()));
      if (reachability.satisfying(both).isPresent()) {
        throw new FieldException(
            place,
            "path "
                + field.text()
                + " is that of parameter "
                + other.parameter()
                + " too, and both can be there at once; write conditions that exclude each other,"
                + " or remove one");
      }
    }
  }
}
