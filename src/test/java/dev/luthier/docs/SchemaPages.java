package dev.luthier.docs;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Pages about the messages of a schema: a section for each message with a table of its fields, in
 * the order and with the comments of the {@code .proto} files.
 */
final class SchemaPages {

  private static final String PACKAGE = ".luthier.";
  private static final String FOLDER = "luthier/";

  private final Map<String, FileDescriptorProto> files = new HashMap<>();
  private final Map<String, String> titles;

  /** The page of each message and enum by its full name. */
  private final Map<String, String> places = new HashMap<>();

  /**
   * Pages of a schema.
   *
   * @param schema with the places and comments of its sources
   * @param titles of the pages by the names of the files
   */
  SchemaPages(FileDescriptorSet schema, Map<String, String> titles) {
    this.titles = titles;
    for (FileDescriptorProto file : schema.getFileList()) {
      String name = file.getName().replace(FOLDER, "").replace(".proto", "");
      files.put(name, file);
      file.getMessageTypeList().forEach(message -> enter(name, PACKAGE, message));
      file.getEnumTypeList().forEach(type -> places.put(PACKAGE + type.getName(), name));
    }
  }

  private void enter(String page, String scope, DescriptorProto message) {
    String name = scope + message.getName();
    places.put(name, page);
    message.getNestedTypeList().forEach(nested -> enter(page, name + ".", nested));
    message.getEnumTypeList().forEach(type -> places.put(name + "." + type.getName(), page));
  }

  /** The text of a page. */
  String page(String name) {
    return new Writer(name).text();
  }

  /** Writes one page. */
  private final class Writer {

    private final String name;
    private final Map<List<Integer>, Location> sources = new HashMap<>();
    private final StringBuilder page = new StringBuilder();

    Writer(String name) {
      this.name = name;
      for (Location location : files.get(name).getSourceCodeInfo().getLocationList()) {
        sources.putIfAbsent(location.getPathList(), location);
      }
    }

    String text() {
      FileDescriptorProto file = files.get(name);
      page.append("# ").append(titles.get(name)).append("\n\n");
      // What stands before `syntax`.
      page.append(paragraph(List.of(FileDescriptorProto.SYNTAX_FIELD_NUMBER)));
      for (int i = 0; i < file.getMessageTypeCount(); i++) {
        add(file.getMessageType(i), "", List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, i));
      }
      for (int i = 0; i < file.getEnumTypeCount(); i++) {
        add(file.getEnumType(i), "", List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
      }
      return page.toString();
    }

    private void add(DescriptorProto message, String scope, List<Integer> path) {
      String title = scope + message.getName();
      page.append("\n## ").append(title).append("\n\n").append(paragraph(path));
      if (message.getFieldCount() == 0) {
        page.append(comment(path).isEmpty() ? "Has no fields.\n" : "\nHas no fields.\n");
      } else {
        page.append(comment(path).isEmpty() ? "" : "\n");
        page.append("| field | is | |\n|---|---|---|\n");
        for (int i = 0; i < message.getFieldCount(); i++) {
          add(message, message.getField(i), with(path, DescriptorProto.FIELD_FIELD_NUMBER, i));
        }
      }
      for (int i = 0; i < message.getNestedTypeCount(); i++) {
        List<Integer> nested = with(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, i);
        add(message.getNestedType(i), title + ".", nested);
      }
      for (int i = 0; i < message.getEnumTypeCount(); i++) {
        List<Integer> nested = with(path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, i);
        add(message.getEnumType(i), title + ".", nested);
      }
    }

    private void add(DescriptorProto message, FieldDescriptorProto field, List<Integer> path) {
      boolean oneOf = field.hasOneofIndex() && !field.getProto3Optional();
      String words = comment(path);
      if (oneOf) {
        String group = message.getOneofDecl(field.getOneofIndex()).getName();
        words = "One of `" + group + "`. " + words;
      }
      row("`" + field.getName() + "`", type(field), words.strip());
    }

    private void add(EnumDescriptorProto type, String scope, List<Integer> path) {
      page.append("\n## ").append(scope).append(type.getName()).append("\n\n");
      page.append(paragraph(path)).append(comment(path).isEmpty() ? "" : "\n");
      page.append("| value | |\n|---|---|\n");
      for (int i = 0; i < type.getValueCount(); i++) {
        EnumValueDescriptorProto value = type.getValue(i);
        String words = comment(with(path, EnumDescriptorProto.VALUE_FIELD_NUMBER, i));
        if (value.getNumber() == 0) {
          // Nobody writes it; its comment says what it stands for.
          row("left out", words);
        } else {
          row("`" + value.getName() + "`", words);
        }
      }
    }

    private void row(String... cells) {
      page.append('|');
      for (String cell : cells) {
        page.append(' ').append(cell.replace("|", "\\|")).append(cell.isEmpty() ? "|" : " |");
      }
      page.append('\n');
    }

    private String type(FieldDescriptorProto field) {
      String type =
          field.getTypeName().isEmpty()
              ? field.getType().name().toLowerCase(Locale.ROOT).replace("type_", "")
              : link(field.getTypeName());
      return field.getLabel() == Label.LABEL_REPEATED ? type + ", any number" : type;
    }

    private String link(String type) {
      String place = places.get(type);
      String shown = type.substring(PACKAGE.length());
      String anchor = "#" + shown.toLowerCase(Locale.ROOT).replace(".", "");
      return "[" + shown + "](" + (place.equals(name) ? "" : place + ".md") + anchor + ")";
    }

    private String paragraph(List<Integer> path) {
      String words = comment(path);
      return words.isEmpty() ? "" : words + "\n";
    }

    /** The comment before a place or behind it, in one line; code keeps its braces from GitHub. */
    private String comment(List<Integer> path) {
      Location location = sources.getOrDefault(path, Location.getDefaultInstance());
      String words = location.getLeadingComments() + " " + location.getTrailingComments();
      return words
          .strip()
          .replaceAll("\\s+", " ")
          .replaceAll("[*<](?![^`]*`(?:[^`]*`[^`]*`)*[^`]*$)", "\\\\$0");
    }
  }

  private static List<Integer> with(List<Integer> path, int... more) {
    List<Integer> longer = new ArrayList<>(path);
    for (int step : more) {
      longer.add(step);
    }
    return longer;
  }
}
