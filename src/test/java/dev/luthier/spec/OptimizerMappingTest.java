package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormat;
import dev.luthier.optim.Adadelta;
import dev.luthier.optim.Adagrad;
import dev.luthier.optim.Adam;
import dev.luthier.optim.AdamW;
import dev.luthier.optim.Clipping;
import dev.luthier.optim.CosineDecay;
import dev.luthier.optim.ExponentialDecay;
import dev.luthier.optim.Ftrl;
import dev.luthier.optim.InverseTimeDecay;
import dev.luthier.optim.Lbfgs;
import dev.luthier.optim.Optimization;
import dev.luthier.optim.Optimizer;
import dev.luthier.optim.PiecewiseConstant;
import dev.luthier.optim.ReduceOnPlateau;
import dev.luthier.optim.RmsProp;
import dev.luthier.optim.Schedule;
import dev.luthier.optim.Sgd;
import dev.luthier.optim.WarmUp;
import dev.luthier.spec.proto.OptimizerDef;
import dev.luthier.spec.proto.ScheduleDef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerMappingTest {

  private static final List<Optimizer> OPTIMIZERS =
      List.of(
          new Adam(0.01f, 0.8f, 0.9f, 1e-3f, true),
          new AdamW(0.02f, 0.7f, 0.8f, 1e-4f, true, 0),
          new RmsProp(0.03f, 0, 0.5f, 1e-5f, true),
          new Sgd(0.04f, 0.9f, true),
          new Adagrad(0.05f, 0, 1e-6f),
          new Adadelta(1, 0, 1e-2f),
          new Ftrl(0.06f, 0, 0, 1, 2, 3, 4),
          new Lbfgs(7, 30, 0));

  private static final List<Schedule> SCHEDULES =
      List.of(
          new Schedule.Constant(),
          new ExponentialDecay(10, 0.5f, true),
          new InverseTimeDecay(20, 0.25f, true),
          CosineDecay.of(),
          new CosineDecay(Optional.of(30), 0.1f, Optional.of(new CosineDecay.Restarts(1, 0.5f))),
          new PiecewiseConstant(List.of(0, 5), List.of(0.1f, 0.2f, 0.3f)),
          new WarmUp(7, new Schedule.Constant()),
          new WarmUp(7, new ExponentialDecay(10, 0.5f, false)));

  private static final List<Clipping> CLIPPINGS =
      List.of(new Clipping.ByValue(1), new Clipping.ByNorm(2), new Clipping.ByGlobalNorm(3));

  static List<Optimization> optimizations() {
    List<Optimization> optimizations = new ArrayList<>();
    OPTIMIZERS.forEach(optimizer -> optimizations.add(Optimization.of(optimizer)));
    Optimization sgd = Optimization.of(Sgd.of(1));
    SCHEDULES.forEach(schedule -> optimizations.add(sgd.withSchedule(schedule)));
    CLIPPINGS.forEach(clipping -> optimizations.add(sgd.withClipping(clipping)));
    ReduceOnPlateau plateau = new ReduceOnPlateau("accuracy", 0.5f, 0, 0, 3, 1e-3f);
    optimizations.add(sgd.withPlateau(plateau));
    optimizations.add(
        sgd.withPlateau(plateau).withSchedule(new WarmUp(2, new Schedule.Constant())));
    return optimizations;
  }

  @ParameterizedTest
  @MethodSource("optimizations")
  void comesBackFromItsMessage(Optimization optimization) {
    OptimizerDef def = OptimizerMapping.toProto(optimization);
    assertEquals(optimization, OptimizerMapping.fromProto(def));
    assertEquals(def, OptimizerMapping.toProto(OptimizerMapping.fromProto(def)));
  }

  @Test
  void coversEveryRecordAndEveryMessage() {
    assertEquals(classes(Optimizer.class), classesOf(OPTIMIZERS));
    assertEquals(classes(Schedule.class), classesOf(SCHEDULES));
    assertEquals(classes(Clipping.class), classesOf(CLIPPINGS));
    Set<String> kinds = new HashSet<>();
    for (Optimization optimization : optimizations()) {
      OptimizerDef def = OptimizerMapping.toProto(optimization);
      kinds.add(def.getAlgorithmCase().name());
      kinds.add(def.getSchedule().getKindCase().name());
    }
    for (FieldDescriptor field : OptimizerDef.getDescriptor().getOneofs().get(0).getFields()) {
      assertTrue(kinds.contains(OptimizerDef.AlgorithmCase.forNumber(field.getNumber()).name()));
    }
    for (FieldDescriptor field : ScheduleDef.getDescriptor().getOneofs().get(0).getFields()) {
      assertTrue(kinds.contains(ScheduleDef.KindCase.forNumber(field.getNumber()).name()));
    }
  }

  private static Set<Class<?>> classes(Class<?> family) {
    return new HashSet<>(Arrays.asList(family.getPermittedSubclasses()));
  }

  private static Set<Class<?>> classesOf(List<?> members) {
    return members.stream().map(Object::getClass).collect(Collectors.toSet());
  }

  /** The defaults that Keras 3.15.1 documents, as optimizer.proto says them. */
  @Test
  void takesTheDefaultsOfKeras() throws TextFormat.ParseException {
    assertEquals(Optimization.of(new Adam(0.001f, 0.9f, 0.999f, 1e-7f, false)), read(""));
    assertEquals(read(""), read("adam {}"));
    assertEquals(
        Optimization.of(new AdamW(0.001f, 0.9f, 0.999f, 1e-7f, false, 0.004f)), read("adamw {}"));
    assertEquals(Optimization.of(new RmsProp(0.001f, 0.9f, 0, 1e-7f, false)), read("rmsprop {}"));
    assertEquals(Optimization.of(new Sgd(0.01f, 0, false)), read("sgd {}"));
    assertEquals(Optimization.of(new Adagrad(0.001f, 0.1f, 1e-7f)), read("adagrad {}"));
    assertEquals(Optimization.of(new Adadelta(0.001f, 0.95f, 1e-7f)), read("adadelta {}"));
    assertEquals(Optimization.of(new Ftrl(0.001f, -0.5f, 0.1f, 0, 0, 0, 0)), read("ftrl {}"));
    assertEquals(Optimization.of(new Lbfgs(20, 100, 1e-6)), read("lbfgs {}"));
    assertEquals(
        Optimization.of(Adam.of(0.001f)).withSchedule(CosineDecay.of()),
        read("schedule { cosine {} }"));
    assertEquals(
        Optimization.of(Adam.of(0.001f))
            .withSchedule(
                new CosineDecay(Optional.empty(), 0, Optional.of(new CosineDecay.Restarts(2, 1)))),
        read("schedule { cosine { restarts: true } }"));
    assertEquals(
        Optimization.of(Adam.of(0.001f))
            .withPlateau(new ReduceOnPlateau("validation/loss", 0.1f, 10, 0.0001f, 0, 0)),
        read("schedule { reduce_on_plateau {} }"));
  }

  @ParameterizedTest
  @CsvSource({
    "adam { learning_rate: 0 }, learning_rate",
    "schedule { exponential { decay_rate: 0.5 } }, decay_steps",
    "schedule { cosine { t_mul: 2 } }, t_mul",
    "schedule { cosine { m_mul: 1 } }, m_mul",
    "schedule { warm_up_steps: -1 }, warm_up_steps",
    "schedule { piecewise { value: 1 } }, boundary",
    "clipping { norm: 0 }, norm",
    "ftrl {} schedule { warm_up_steps: 5 }, schedule",
    "lbfgs { history: -1 }, history",
    "lbfgs { evaluations: -1 }, evaluations",
    "lbfgs { tolerance: -1 }, tolerance",
    "lbfgs {} schedule { warm_up_steps: 5 }, schedule",
    "lbfgs {} schedule { reduce_on_plateau {} }, schedule",
    "lbfgs {} clipping { norm: 1 }, clipping"
  })
  void namesTheFieldThatIsWrong(String text, String field) {
    String message = assertThrows(IllegalArgumentException.class, () -> read(text)).getMessage();
    assertTrue(message.startsWith(field + " "), message);
  }

  private static Optimization read(String text) throws TextFormat.ParseException {
    return OptimizerMapping.fromProto(TextFormat.parse(text, OptimizerDef.class));
  }
}
