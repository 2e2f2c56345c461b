package example;

import dev.luthier.search.FloatRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import dev.luthier.study.Study;
import dev.luthier.study.StudyResult;
import org.tensorflow.TensorFlow;

/** Tunes a function, and loads TensorFlow's natives. */
public final class Consumer {

  private Consumer() {}

  public static void main(String[] arguments) throws InterruptedException {
    SearchSpace space = SearchSpace.of(Parameter.of("x", FloatRange.of(-10, 10)));
    StudyResult result =
        Study.of(space).withTrials(40).minimize(trial -> Math.pow(trial.number("x") - 2, 2));
    System.out.println("x " + result.best().orElseThrow().trial().assignment().number("x"));
    System.out.println("TensorFlow " + TensorFlow.version());
  }
}
