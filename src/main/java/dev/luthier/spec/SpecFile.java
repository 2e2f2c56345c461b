package dev.luthier.spec;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A protobuf text file as a message that knows where each of its fields stands.
 *
 * @param <M> what the file describes
 */
public final class SpecFile<M extends Message> {

  private final SourceText source;
  private final M message;
  private final TextOutline outline;

  private SpecFile(SourceText source, M message, TextOutline outline) {
    this.source = source;
    this.message = message;
    this.outline = outline;
  }

  /**
   * Reads a file.
   *
   * @param prototype any instance of the message
   * @throws SpecException where there is no such text, or it is not such a message
   */
  public static <M extends Message> SpecFile<M> read(Path path, M prototype) {
    return parse(SourceText.read(path), prototype);
  }

  /**
   * Reads a text.
   *
   * @param file by which errors speak of it
   * @param text in protobuf's text format
   * @param prototype any instance of the message
   * @throws SpecException where the text is not such a message
   */
  public static <M extends Message> SpecFile<M> parse(String file, String text, M prototype) {
    return parse(new SourceText(file, text), prototype);
  }

  private static <M extends Message> SpecFile<M> parse(SourceText source, M prototype) {
    TextReader reader = TextReader.read(source.text(), Optional.empty());
    if (reader.tooDeep().isPresent()) {
      // The parser would follow them up to the end of the stack.
      throw source.error(
          reader.tooDeep().get(),
          "messages may be nested "
              + TextReader.MOST_NESTED
              + " deep, found one more; write fewer blocks within blocks");
    }
    Message.Builder builder = prototype.newBuilderForType();
    try {
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build()
          .merge(source.text(), builder);
    } catch (TextFormat.ParseException e) {
      throw TextErrors.describe(source, prototype.getDescriptorForType(), e);
    }
    @SuppressWarnings("unchecked") // A message's builder builds messages of its class.
    M message = (M) builder.build();
    return new SpecFile<>(source, message, reader.outline());
  }

  /**
   * A message in this one as if it were alone; its errors still say where in this file they are.
   *
   * @param prototype any instance of that message
   */
  <N extends Message> SpecFile<N> within(FieldPath path, N prototype) {
    Place place = walk(path);
    @SuppressWarnings("unchecked") // Of the class of the prototype.
    N inner = (N) prototype.newBuilderForType().mergeFrom(place.message).build();
    return new SpecFile<>(source, inner, place.outline);
  }

  /** The file's name as the user wrote it. */
  public String file() {
    return source.file();
  }

  /** What the file says. */
  public M message() {
    return message;
  }

  /**
   * Where a field stands; where it is left out, the message around it.
   *
   * @param path such as {@code layer[hidden].dense.units}
   */
  public Position locate(FieldPath path) {
    return walk(path).position();
  }

  /** The line {@code file:line:column: problem} for a field, as an exception. */
  public SpecException error(FieldPath path, String problem) {
    return source.error(locate(path), problem);
  }

  /**
   * Turns the message into something else. An {@link IllegalArgumentException} on the way becomes a
   * {@link SpecException} at the field that is the first word of its message.
   */
  public <T> T convert(Function<M, T> conversion) {
    try {
      return conversion.apply(message);
    } catch (FieldException e) {
      throw describe(e.path(), subject(e.getMessage()), e.getMessage());
    } catch (IllegalArgumentException e) {
      throw describe(FieldPath.ROOT, subject(e.getMessage()), e.getMessage());
    }
  }

  /** The name of the field that a problem is about: its first word. */
  static String subject(String problem) {
    return problem.split("[^a-z0-9_]", 2)[0];
  }

  /**
   * An error somewhere in the field at a path: at the nearest field of a name within it. Of several
   * such fields, the one whose value the problem says it {@code was}.
   */
  SpecException describe(FieldPath path, String name, String problem) {
    Place start = walk(path);
    Position first = null;
    Deque<Place> places = new ArrayDeque<>(List.of(start));
    while (!places.isEmpty()) {
      Place place = places.removeFirst();
      Optional<Position> position = place.outline.firstUse(name);
      if (position.isPresent()) {
        if (problem.contains("was " + place.value(name))) {
          return source.error(position.get(), problem);
        }
        first = first == null ? position.get() : first;
      }
      places.addAll(place.children());
    }
    return source.error(first == null ? start.position : first, problem);
  }

  private Place walk(FieldPath path) {
    Place place = new Place(message, outline, Position.START);
    Message container = message;
    for (PathStep step : path.steps()) {
      PathStep.Found found = step.find(container, "");
      FieldDescriptor field = found.field();
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
          || (found.index() < 0 && field.isRepeated())) {
        return place.plain(field.getName(), found.index());
      }
      int index = Math.max(0, found.index());
      if (place.outline.values(field.getName()).size() <= index) {
        return place;
      }
      place = place.child(field, index);
      container = place.message;
    }
    return place;
  }

  /** A message with its outline; or, at the end of a path, a plain value, which has none inside. */
  private record Place(Message message, TextOutline outline, Position position) {

    Place child(FieldDescriptor field, int index) {
      TextOutline.Value value = outline.values(field.getName()).get(index);
      return new Place(
          (Message)
              (field.isRepeated()
                  ? message.getRepeatedField(field, index)
                  : message.getField(field)),
          value.inside().orElseThrow(),
          value.position());
    }

    Place plain(String field, int index) {
      List<TextOutline.Value> values = outline.values(field);
      Position place =
          index >= 0 && index < values.size()
              ? values.get(index).position()
              : outline.firstUse(field).orElse(position);
      return new Place(message, new TextOutline(), place);
    }

    Object value(String field) {
      return message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    List<Place> children() {
      return message.getAllFields().keySet().stream()
          .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
          .flatMap(
              field ->
                  IntStream.range(0, outline.values(field.getName()).size())
                      .mapToObj(index -> child(field, index)))
          .toList();
    }
  }
}
