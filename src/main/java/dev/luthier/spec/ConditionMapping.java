package dev.luthier.spec;

import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.Domain;
import dev.luthier.search.Parameter;
import dev.luthier.search.Value;
import dev.luthier.spec.proto.ConditionDef;
import dev.luthier.spec.proto.ParameterDef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Conditions of parameters as messages and as records. */
final class ConditionMapping {

  private ConditionMapping() {}

  /**
   * The records of a parameter's conditions.
   *
   * @param path of the parameter's message
   * @param def that message
   * @param earlier the parameters before it
   * @param all messages of all parameters
   * @throws FieldException where a condition cannot be met, or does not look back
   */
  static List<Condition> fromProto(
      FieldPath path, ParameterDef def, List<Parameter> earlier, List<ParameterDef> all) {
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < def.getWhenCount(); i++) {
      FieldPath when = path.child("when", i);
      ConditionDef condition = def.getWhen(i);
      Parameter on =
          earlier.stream()
              .filter(parameter -> parameter.name().equals(condition.getParameter()))
              .findFirst()
              .orElseThrow(() -> notEarlier(when, def, condition.getParameter(), earlier, all));
      if (condition.getEqualsCount() > 0) {
        conditions.add(new Condition.OneOf(on.name(), values(when, condition, on)));
      }
      if (condition.hasAtLeast() || condition.hasAtMost()) {
        conditions.add(between(when, condition, on));
      } else if (condition.getEqualsCount() == 0) {
        throw new FieldException(
            when,
            "when says nothing about "
                + on.name()
                + "; write equals: \""
                + on.domain().fromUnit(0).text()
                + "\" or at_least or at_most");
      }
    }
    return conditions;
  }

  private static List<Value> values(FieldPath when, ConditionDef def, Parameter on) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < def.getEqualsCount(); i++) {
      String text = def.getEquals(i);
      FieldPath place = when.child("equals", i);
      values.add(
          DomainMapping.value(on.domain(), text)
              .orElseThrow(
                  () ->
                      new FieldException(
                          place,
                          "no \"" + text + "\" for parameter " + on.name() + advice(text, on))));
    }
    return values;
  }

  private static String advice(String text, Parameter on) {
    Domain domain = on.domain();
    return domain instanceof Choice choice
        ? NearestName.advice(text, choice.values().stream().map(Value::text).toList())
        : ", whose values are " + domain.text() + "; write one of these";
  }

  private static Condition between(FieldPath when, ConditionDef def, Parameter on) {
    if (on.domain().fromUnit(0).number().isEmpty()) {
      throw new FieldException(
          when,
          "at_least and at_most are for numbers, parameter "
              + on.name()
              + " is one of "
              + on.domain().text()
              + "; write equals");
    }
    return FieldException.at(
        when,
        () ->
            new Condition.Between(
                on.name(),
                def.hasAtLeast() ? def.getAtLeast() : Double.NEGATIVE_INFINITY,
                def.hasAtMost() ? def.getAtMost() : Double.POSITIVE_INFINITY));
  }

  private static FieldException notEarlier(
      FieldPath when,
      ParameterDef def,
      String name,
      List<Parameter> earlier,
      List<ParameterDef> all) {
    FieldPath place = when.child("parameter");
    if (name.isEmpty()) {
      return new FieldException(when, "when names no parameter; write parameter: \"NAME\"");
    }
    if (name.equals(def.getName())) {
      return new FieldException(
          place,
          "when must look at an earlier parameter, found " + name + " itself; write another");
    }
    if (all.stream().noneMatch(other -> other.getName().equals(name))) {
      List<String> names = earlier.stream().map(Parameter::name).toList();
      return new FieldException(
          place, "no parameter \"" + name + "\"" + NearestName.advice(name, names));
    }
    return new FieldException(
        place,
        "when must look at an earlier parameter, "
            + name
            + (reaches(name, def.getName(), all)
                ? " depends on " + def.getName() + " itself: a cycle; remove one of the conditions"
                : " comes later; write parameter " + name + " before " + def.getName()));
  }

  private static boolean reaches(String from, String to, List<ParameterDef> all) {
    Set<String> visited = new HashSet<>(Set.of(from));
    Deque<String> open = new ArrayDeque<>(visited);
    while (!open.isEmpty()) {
      String name = open.removeFirst();
      for (ParameterDef def : all) {
        if (!def.getName().equals(name)) {
          continue;
        }
        for (ConditionDef condition : def.getWhenList()) {
          if (condition.getParameter().equals(to)) {
            return true;
          }
          if (visited.add(condition.getParameter())) {
            open.addLast(condition.getParameter());
          }
        }
      }
    }
    return false;
  }
}
