package dev.luthier.spec;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what is wrong with a text that protobuf's parser refuses. The parser gives the place and the
 * kind of the error; names and advice come from the {@linkplain TextContext context} and the
 * descriptors.
 */
final class TextErrors {

  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("\\n(\\d+):(\\d+):\\t[\\w.]*?\\.(\\[[^\\n]*\\]|\\w+)(?=\\n|$)");
  private static final Pattern QUOTED_NAME = Pattern.compile("\"[A-Za-z0-9_.]*\\.(\\w+)\"");
  private static final Pattern PLACE = Pattern.compile("^\\d+:\\d+: ");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9.].*");

  private final SourceText source;
  private final String problem;
  private final Position position;
  private final TextContext context;

  /** Of the open messages, as far as their names are known. */
  private final List<Descriptor> types = new ArrayList<>();

  private TextErrors(SourceText source, Descriptor root, String problem, Position position) {
    this.source = source;
    this.problem = problem;
    this.position = position;
    this.context = TextContext.at(source.text(), position);
    types.add(root);
    for (TextContext.OpenMessage open : context.messages().subList(1, context.messages().size())) {
      FieldDescriptor field = innermostType().findFieldByName(open.name());
      if (field == null || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        break;
      }
      types.add(field.getMessageType());
    }
  }

  /** The error in this project's words. */
  static SpecException describe(
      SourceText source, Descriptor root, TextFormat.ParseException refusal) {
    String problem = String.valueOf(refusal.getMessage());
    Matcher unknown = UNKNOWN_FIELD.matcher(problem);
    if (unknown.find()) {
      Position place =
          new Position(Integer.parseInt(unknown.group(1)), Integer.parseInt(unknown.group(2)));
      TextErrors errors = new TextErrors(source, root, problem, place);
      return errors.unknownField(unknown.group(3), place);
    }
    return new TextErrors(
            source, root, problem, new Position(refusal.getLine(), refusal.getColumn()))
        .exception();
  }

  private SpecException exception() {
    TextContext.OpenMessage inner = context.innermost();
    if (types.size() < context.messages().size()) {
      // Inside something whose name is not known: that is the error.
      TextContext.OpenMessage open = context.messages().get(types.size());
      return unknownField(open.name(), open.position());
    }
    // The beginning is the parser's own, behind it a text of the file may be quoted.
    String kind = PLACE.matcher(problem).replaceFirst("");
    if (kind.startsWith("Non-repeated field ")) {
      return repeated(inner, quotedName());
    }
    if (kind.startsWith("Field ") && kind.contains("another member of oneof")) {
      return secondCase(inner, quotedName());
    }
    if (problem.contains("missing ending quote")) {
      return error("the text " + context.found() + " has no closing quote; write one on this line");
    }
    if (problem.contains("Invalid escape") || problem.contains("escape sequence")) {
      return error(
          "the text " + context.found() + " has an unknown escape; write \\\\ for a backslash");
    }
    if (context.found().isEmpty() && types.size() > 1) {
      return error(
          inner.name()
              + " of line "
              + inner.position().line()
              + " is not closed, found the end of the file; write }");
    }
    // The parser calls the value of an enum an identifier too.
    if (problem.contains("Expected identifier") && !inner.readingValue()) {
      return noFieldName();
    }
    FieldDescriptor field = innermostType().findFieldByName(inner.field());
    return field == null ? unknownField(inner.field(), inner.fieldPosition()) : wrongValue(field);
  }

  private SpecException repeated(TextContext.OpenMessage inner, String name) {
    return source.error(
        positionOf(name, inner),
        name
            + " is there twice in "
            + innermostName()
            + ", first on line "
            + inner.outline().firstUse(name).orElse(position).line()
            + "; write it once");
  }

  private SpecException secondCase(TextContext.OpenMessage inner, String name) {
    FieldDescriptor field = innermostType().findFieldByName(name);
    String other =
        FieldNames.cases(field.getContainingOneof()).stream()
            .filter(candidate -> !candidate.equals(name))
            .filter(candidate -> inner.outline().firstUse(candidate).isPresent())
            .findFirst()
            .orElse("another");
    return source.error(
        positionOf(name, inner),
        innermostName()
            + " can be only one thing, found "
            + name
            + " after "
            + other
            + " on line "
            + inner.outline().firstUse(other).orElse(position).line()
            + "; remove one of them");
  }

  /** The parser notices a second use of a field at its name or just behind it. */
  private Position positionOf(String name, TextContext.OpenMessage inner) {
    return context.found().equals(name) ? position : inner.fieldPosition();
  }

  private SpecException noFieldName() {
    if (context.found().equals("}") || context.found().equals(">")) {
      return error(
          types.size() == 1
              ? context.found() + " closes nothing; remove it"
              : innermostName()
                  + " of line "
                  + context.innermost().position().line()
                  + " must be closed by the bracket that suits its opening one, found "
                  + context.found());
    }
    return error(
        "a field of "
            + innermostName()
            + " is needed, found "
            + context.found()
            + "; write one of "
            + String.join(", ", FieldNames.fields(innermostType())));
  }

  private SpecException wrongValue(FieldDescriptor field) {
    String name = field.getName();
    if (problem.contains("Expected \":\"")) {
      return error(
          "a colon is missing after "
              + name
              + foundWhat()
              + "; write "
              + FieldNames.example(field));
    }
    if (problem.contains("Expected \",\"")) {
      return error("a comma is missing in the list of " + name + foundWhat() + "; write [3, 3]");
    }
    if (problem.contains("has no value")) {
      return error(FieldNames.unknownValue(context.found(), field));
    }
    if (problem.contains("out of range")) {
      return error(
          name + " is too large" + foundWhat() + "; write a number of at most " + limit(field));
    }
    return error(
        name
            + " must be "
            + FieldNames.needed(field)
            + foundWhat()
            + "; write "
            + FieldNames.correction(field, context.found()));
  }

  private static String limit(FieldDescriptor field) {
    return String.valueOf(
        field.getJavaType() == FieldDescriptor.JavaType.INT ? Integer.MAX_VALUE : Long.MAX_VALUE);
  }

  private SpecException unknownField(String name, Position place) {
    if (NUMBER.matcher(name).matches()) {
      return source.error(
          place,
          "a field of "
              + innermostName()
              + " is needed, found "
              + name
              + "; write several values in brackets, such as [3, 3]");
    }
    return source.error(place, FieldNames.unknownField(name, innermostName(), innermostType()));
  }

  private SpecException error(String text) {
    return source.error(position, text);
  }

  private String foundWhat() {
    return context.found().isEmpty() ? ", found the end of the file" : ", found " + context.found();
  }

  private Descriptor innermostType() {
    return types.get(types.size() - 1);
  }

  private String innermostName() {
    return types.size() == 1
        ? FieldNames.root(types.get(0))
        : context.messages().get(types.size() - 1).name();
  }

  private String quotedName() {
    Matcher matcher = QUOTED_NAME.matcher(problem);
    return matcher.find() ? matcher.group(1) : context.innermost().field();
  }
}
