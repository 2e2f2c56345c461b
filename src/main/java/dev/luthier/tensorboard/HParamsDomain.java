package dev.luthier.tensorboard;

import com.google.protobuf.ListValue;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.Domain;
import dev.luthier.search.FloatRange;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Value;
import dev.luthier.tensorboard.proto.DataType;
import dev.luthier.tensorboard.proto.HParamInfo;
import dev.luthier.tensorboard.proto.Interval;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Parameters and their values as the HParams plugin knows them: numbers, flags and texts. */
final class HParamsDomain {

  private HParamsDomain() {}

  static HParamInfo info(Parameter parameter) {
    Domain domain = parameter.domain();
    DataType type = type(domain);
    HParamInfo.Builder info =
        HParamInfo.newBuilder()
            .setName(parameter.name())
            .setDescription(description(parameter))
            .setType(type)
            .setDiffers(!domain.size().equals(OptionalLong.of(1)));
    if (domain instanceof IntRange range) {
      info.setDomainInterval(interval((double) range.min(), (double) range.max()));
    } else if (domain instanceof FloatRange range) {
      info.setDomainInterval(interval(range.min(), range.max()));
    } else if (domain instanceof Choice choice) {
      ListValue.Builder values = ListValue.newBuilder();
      choice.values().forEach(value -> values.addValues(value(value, type)));
      info.setDomainDiscrete(values);
    }
    return info.build();
  }

  /** A choice of several kinds of values is one of texts: the plugin sorts a column by one kind. */
  static DataType type(Domain domain) {
    if (!(domain instanceof Choice choice)) {
      return DataType.DATA_TYPE_FLOAT64;
    }
    List<DataType> types = choice.values().stream().map(HParamsDomain::type).distinct().toList();
    return types.size() == 1 ? types.get(0) : DataType.DATA_TYPE_STRING;
  }

  static com.google.protobuf.Value value(Value value, DataType type) {
    com.google.protobuf.Value.Builder result = com.google.protobuf.Value.newBuilder();
    if (type == DataType.DATA_TYPE_FLOAT64) {
      result.setNumberValue(value.number().orElseThrow());
    } else if (type == DataType.DATA_TYPE_BOOL && value instanceof Value.Flag flag) {
      result.setBoolValue(flag.value());
    } else {
      result.setStringValue(value.text());
    }
    return result.build();
  }

  private static DataType type(Value value) {
    if (value.number().isPresent()) {
      return DataType.DATA_TYPE_FLOAT64;
    }
    return value instanceof Value.Flag ? DataType.DATA_TYPE_BOOL : DataType.DATA_TYPE_STRING;
  }

  private static Interval interval(double min, double max) {
    return Interval.newBuilder().setMinValue(min).setMaxValue(max).build();
  }

  private static String description(Parameter parameter) {
    String domain = parameter.domain().text();
    return parameter.conditions().isEmpty()
        ? domain
        : parameter.conditions().stream()
            .map(Condition::text)
            .collect(Collectors.joining(" and ", domain + ", where ", ""));
  }
}
