package dev.luthier.spec;

import dev.luthier.data.DataDescription;
import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.Constraint;
import dev.luthier.search.Parameter;
import dev.luthier.search.Value;
import dev.luthier.search.evolution.PopulationSampler;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.ParameterDef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Puts together trials that try each value of each choice and both ends of each range, so that what
 * a field cannot be, or a condition that is missing, shows before anything runs.
 */
final class TrialChecks {

  private final StudySpec study;
  private final List<Parameter> parameters;
  private final Reachability reachability;

  /** What was tried so far. */
  private final Set<Assignment> tried = new LinkedHashSet<>();

  /** Values of parameters that are not the ones being tried, by name. */
  private final Map<String, Value> usual = new HashMap<>();

  TrialChecks(StudySpec study) {
    this.study = study;
    this.parameters = study.space().parameters();
    this.reachability = new Reachability(parameters);
  }

  /**
   * Checks all.
   *
   * @throws FieldException at the parameter that is at fault
   */
  void run() {
    for (Parameter parameter : parameters) {
      for (Value value : Reachability.samples(parameter.domain())) {
        List<Condition> wanted = new ArrayList<>(parameter.conditions());
        wanted.add(new Condition.OneOf(parameter.name(), List.of(value)));
        reachability.satisfying(wanted).ifPresent(values -> check(parameter, values));
      }
      for (Parameter other : parameters) {
        if (encloses(other, parameter)) {
          checkCases(parameter, other);
        }
      }
    }
  }

  /** Checks all and returns what was tried for it, usual values of all parameters first. */
  List<Assignment> tried() {
    tried.add(assignment(Map.of()));
    run();
    return List.copyOf(tried);
  }

  private boolean encloses(Parameter outer, Parameter inner) {
    return study.fields(outer.name()).stream()
        .anyMatch(field -> study.fields(inner.name()).stream().anyMatch(field::encloses));
  }

  /** A field inside a choice has to be there whatever is chosen while the parameter is there. */
  private void checkCases(Parameter inside, Parameter choice) {
    for (Value chosen : Reachability.samples(choice.domain())) {
      List<Condition> wanted = new ArrayList<>(inside.conditions());
      wanted.addAll(choice.conditions());
      wanted.add(new Condition.OneOf(choice.name(), List.of(chosen)));
      reachability.satisfying(wanted).ifPresent(values -> check(inside, values));
    }
    reachability.without(inside, choice).ifPresent(values -> check(inside, values));
  }

  private void check(Parameter parameter, Map<String, Value> values) {
    Assignment assignment = assignment(values);
    if (!isFeasible(assignment)) {
      return;
    }
    tried.add(assignment);
    ModelDef model;
    DataDef data;
    try {
      model = study.trialModel(assignment);
      data = study.trialData(assignment);
    } catch (FieldException e) {
      throw cannotBeSet(e, assignment);
    }
    ModelSpec spec;
    DataDescription description;
    try {
      spec = ModelMapping.fromProto(model);
      description = DataMapping.fromProto(data, Path.of(""));
    } catch (FieldException e) {
      throw refused(culprit(parameter, e, assignment), assignment, e.getMessage());
    } catch (IllegalArgumentException e) {
      throw refused(parameter, assignment, e.getMessage());
    }
    if (study.sampler() instanceof PopulationSampler) {
      PopulationMapping.requireSuitable(spec);
    }
    requireValidation(spec, description);
  }

  /** Some values, and usual ones of the other parameters. */
  private Assignment assignment(Map<String, Value> values) {
    return study
        .space()
        .assign(
            any -> {
              Value value = values.get(any.name());
              return value == null ? usual.computeIfAbsent(any.name(), key -> usual(any)) : value;
            });
  }

  private boolean isFeasible(Assignment assignment) {
    boolean feasible = true;
    for (int i = 0; i < study.space().constraints().size(); i++) {
      Constraint constraint = study.space().constraints().get(i);
      FieldPath place = FieldPath.ROOT.child("constraint", i).child("expression");
      feasible &= FieldException.at(place, () -> constraint.holds(assignment));
    }
    return feasible;
  }

  /** The value that the model has, where a parameter can have it; else one in the middle. */
  private Value usual(Parameter parameter) {
    BoundParameter field = study.fields(parameter.name()).get(0);
    Optional<String> current;
    try {
      current = field.target(study.modelDefinition(), study.data()).current();
    } catch (IllegalArgumentException e) {
      // A field that is there only with other values.
      current = Optional.empty();
    }
    return current
        .flatMap(text -> DomainMapping.value(parameter.domain(), text))
        .orElseGet(() -> parameter.domain().fromUnit(0.5));
  }

  private FieldException cannotBeSet(FieldException e, Assignment assignment) {
    for (int i = 0; i < parameters.size(); i++) {
      List<BoundParameter> fields = study.fields(parameters.get(i).name());
      for (int j = 0; j < fields.size(); j++) {
        BoundParameter field = fields.get(j);
        if (field.resolved().equals(e.path()) && assignment.get(field.parameter()).isPresent()) {
          return new FieldException(
              FieldPath.ROOT.child("parameter", i).child("path", j),
              "path "
                  + field.text()
                  + " cannot be set "
                  + advice(field, assignment, e.getMessage()));
        }
      }
    }
    return e;
  }

  private String advice(BoundParameter inside, Assignment assignment, String problem) {
    for (BoundParameter choice : study.fields()) {
      Optional<Value> chosen = assignment.get(choice.parameter());
      if (choice.encloses(inside) && chosen.isPresent()) {
        PathStep step = inside.path().steps().get(choice.path().steps().size());
        return "where "
            + choice.parameter()
            + " = "
            + chosen.get().text()
            + "; write when { parameter: \""
            + choice.parameter()
            + "\" equals: \""
            + (step.isChosenCase() ? "..." : step.name())
            + "\" }"
            + (step.isChosenCase() ? " with all that have this field" : "");
      }
    }
    return "in the model as it is: " + problem;
  }

  /** The parameter of the field that an error is about; else the one that is being tried. */
  private Parameter culprit(Parameter tried, FieldException e, Assignment assignment) {
    String subject = SpecFile.subject(e.getMessage());
    List<Parameter> culprits =
        parameters.stream()
            .filter(parameter -> assignment.get(parameter.name()).isPresent())
            .filter(
                parameter ->
                    study.fields(parameter.name()).stream()
                        .anyMatch(field -> field.isSubject(e.path(), subject)))
            .toList();
    return culprits.isEmpty() || culprits.contains(tried) ? tried : culprits.get(0);
  }

  private FieldException refused(Parameter parameter, Assignment assignment, String problem) {
    int index = parameters.indexOf(parameter);
    ParameterDef def = study.definition().getParameter(index);
    Value value = assignment.get(parameter.name()).orElseThrow();
    String field = DomainMapping.field(def, parameter.domain(), value);
    FieldPath path = FieldPath.ROOT.child("parameter", index).child(domain(def));
    int place = parameter.domain() instanceof Choice choice ? choice.values().indexOf(value) : -1;
    return new FieldException(
        def.hasChoice() ? path.child(field, place) : path,
        (def.hasBool() || def.hasChoice() ? "" : field + " ")
            + study.fields(parameter.name()).get(0).text()
            + " cannot be "
            + value.text()
            + ": "
            + problem);
  }

  private static String domain(ParameterDef def) {
    return ParameterDef.getDescriptor()
        .findFieldByNumber(def.getDomainCase().getNumber())
        .getName();
  }

  private void requireValidation(ModelSpec spec, DataDescription data) {
    OptionalDouble fraction =
        spec.training().validationFraction().isPresent()
            ? spec.training().validationFraction()
            : data.validationFraction();
    for (int i = 0; i < study.objectives().size(); i++) {
      requireValidation(i, fraction);
    }
  }

  private void requireValidation(int index, OptionalDouble fraction) {
    Objective objective = study.objectives().get(index);
    if (objective.ofValidation()
        && study.crossValidation().isEmpty()
        && fraction.isPresent()
        && fraction.getAsDouble() == 0) {
      throw new FieldException(
          FieldPath.ROOT.child("objective", index).child("metric"),
          "metric "
              + objective.metric()
              + " needs validation samples, validation_fraction is 0; write such as data {"
              + " validation_fraction: 0.2 }");
    }
  }
}
