package dev.luthier.spec;

import dev.luthier.search.Choice;
import dev.luthier.search.Domain;
import dev.luthier.search.FloatRange;
import dev.luthier.search.IntRange;
import dev.luthier.search.Scale;
import dev.luthier.search.Value;
import dev.luthier.spec.proto.ChoiceDef;
import dev.luthier.spec.proto.FloatDef;
import dev.luthier.spec.proto.IntDef;
import dev.luthier.spec.proto.ParameterDef;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Domains of parameters as messages and as records that suit the fields they are for. */
final class DomainMapping {

  private DomainMapping() {}

  /**
   * The record of a parameter's domain.
   *
   * @param target the field that gets the values
   * @throws IllegalArgumentException where the domain is not valid, or the field cannot have its
   *     values
   */
  static Domain fromProto(ParameterDef def, FieldTarget target) {
    Domain domain =
        switch (def.getDomainCase()) {
          case INT -> range(def.getInt());
          case FLOAT -> range(def.getFloat());
          case CHOICE -> choice(def.getChoice(), target);
          case BOOL -> Choice.ofFlags();
          case FIXED -> Choice.fixed(fixed(def.getFixed().getValue(), target));
          case DOMAIN_NOT_SET ->
              throw new IllegalArgumentException(
                  "parameter " + def.getName() + " has no values; write " + advice(target));
        };
    requireSuitable(def, domain, target);
    return domain;
  }

  private static IntRange range(IntDef def) {
    return new IntRange(
        def.getMin(), def.getMax(), def.hasStep() ? def.getStep() : 1, scale(def.getScale()));
  }

  private static FloatRange range(FloatDef def) {
    return new FloatRange(
        def.getMin(),
        def.getMax(),
        def.hasStep() ? OptionalDouble.of(def.getStep()) : OptionalDouble.empty(),
        scale(def.getScale()));
  }

  private static Scale scale(FloatDef.Scale scale) {
    return switch (scale) {
      case SCALE_UNSPECIFIED, LINEAR -> Scale.LINEAR;
      case LOG -> Scale.LOG;
      case REVERSE_LOG -> Scale.REVERSE_LOG;
      case UNRECOGNIZED ->
          throw new IllegalArgumentException("scale must be LINEAR, LOG or REVERSE_LOG");
    };
  }

  private static Choice choice(ChoiceDef def, FieldTarget target) {
    if (def.getValueCount() > 0 && def.getNumberCount() > 0) {
      throw new IllegalArgumentException(
          "number and value exclude each other, found both; write one of them");
    }
    boolean numeric = def.getNumberCount() > 0;
    boolean whole =
        target.kind() == FieldTarget.Kind.WHOLE_NUMBER
            && def.getNumberList().stream().allMatch(number -> number == Math.rint(number));
    List<Value> values =
        numeric
            ? def.getNumberList().stream()
                .map(number -> whole ? Value.of(number.longValue()) : Value.of((double) number))
                .toList()
            : def.getValueList().stream().map(Value::of).toList();
    Set<String> seen = new HashSet<>();
    for (Value value : values) {
      // Names are taken in either case.
      if (!seen.add(
          target.choices().isEmpty() ? value.text() : value.text().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            (numeric ? "number" : "value")
                + " must be given once each, "
                + value.text()
                + " is there twice; remove one");
      }
    }
    return new Choice(values, def.hasOrdered() ? def.getOrdered() : numeric);
  }

  private static Value fixed(String text, FieldTarget target) {
    target.check(text);
    return target.list()
        ? Value.of(text)
        : switch (target.kind()) {
          case WHOLE_NUMBER -> Value.of(Long.parseLong(text.strip()));
          case NUMBER -> Value.of(Double.parseDouble(text));
          case FLAG -> Value.of(Boolean.parseBoolean(text.strip()));
          case TEXT, NAME, CASE -> Value.of(text);
        };
  }

  private static void requireSuitable(ParameterDef def, Domain domain, FieldTarget target) {
    boolean suitable =
        switch (def.getDomainCase()) {
          case INT -> isNumeric(target);
          case FLOAT -> target.kind() == FieldTarget.Kind.NUMBER;
          case CHOICE -> def.getChoice().getNumberCount() == 0 || isNumeric(target);
          case BOOL -> target.kind() == FieldTarget.Kind.FLAG;
          case FIXED, DOMAIN_NOT_SET -> true;
        };
    if (!suitable) {
      throw new IllegalArgumentException(
          def.getDomainCase().name().toLowerCase(Locale.ROOT)
              + (def.hasChoice() ? " of numbers" : "")
              + " does not suit "
              + target.path()
              + ", which is "
              + needed(target)
              + "; write "
              + advice(target));
    }
    for (Value value : Reachability.samples(domain)) {
      try {
        target.check(value.text());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            field(def, domain, value) + " does not suit " + target.path() + ": " + e.getMessage(),
            e);
      }
    }
  }

  private static boolean isNumeric(FieldTarget target) {
    return target.kind() == FieldTarget.Kind.WHOLE_NUMBER
        || target.kind() == FieldTarget.Kind.NUMBER;
  }

  /** The field of a domain's message that brings a value in. */
  static String field(ParameterDef def, Domain domain, Value value) {
    return switch (def.getDomainCase()) {
      case INT, FLOAT -> value.equals(domain.fromUnit(0)) ? "min" : "max";
      case CHOICE -> def.getChoice().getNumberCount() > 0 ? "number" : "value";
      case FIXED -> "value";
      case BOOL, DOMAIN_NOT_SET -> def.getDomainCase().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String needed(FieldTarget target) {
    return target.kind() == FieldTarget.Kind.CASE
        ? "one of " + String.join(", ", target.choices())
        : FieldNames.needed(target.field());
  }

  private static String advice(FieldTarget target) {
    return switch (target.kind()) {
      case WHOLE_NUMBER -> "int { min: 1 max: 10 }";
      case NUMBER -> "float { min: 0.1 max: 1 }";
      case FLAG -> "bool {}";
      case TEXT -> "choice { value: [\"a\", \"b\"] }";
      case NAME, CASE ->
          "choice { value: [\""
              + String.join("\", \"", target.choices().stream().limit(2).toList())
              + "\"] }";
    };
  }

  /** The value of a domain that a text stands for; empty where the domain has none such. */
  static Optional<Value> value(Domain domain, String text) {
    if (domain instanceof Choice choice) {
      return choice.values().stream()
          .filter(value -> value.text().equals(text))
          .findFirst()
          .or(() -> number(choice, text));
    }
    try {
      Value value =
          domain instanceof IntRange
              ? Value.of(Long.parseLong(text.strip()))
              : Value.of(Double.parseDouble(text));
      return Optional.of(value).filter(domain::contains);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The number of a choice that is written in another way, such as 1e-3 for 0.001. */
  private static Optional<Value> number(Choice choice, String text) {
    try {
      OptionalDouble number = OptionalDouble.of(Double.parseDouble(text));
      return choice.values().stream().filter(value -> value.number().equals(number)).findFirst();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
