package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class NetworkTest {

  @Test
  void withinABlockItsNameIsWhatThisRepetitionReads() {
    Block gate =
        new Block(
            "gate",
            List.of(
                LayerElement.of("weight", Dense.of(4, Activation.SIGMOID)),
                new LayerElement("product", new Multiply(), List.of("weight", "gate"))),
            Optional.of(2),
            Optional.empty(),
            List.of());
    Model model =
        new Model(
            "m",
            List.of(new Input("x", Optional.of(Shape.of(4)))),
            List.of(gate),
            new SoftmaxCrossEntropy(0, List.of()),
            List.of());
    Network network = Network.of(model, Map.of());
    assertEquals(List.of("gate/0/weight", "x"), network.nodes().get(1).inputs());
    assertEquals(List.of("gate/1/weight", "gate/0/product"), network.nodes().get(3).inputs());
  }
}
