package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.TextFormat;
import dev.luthier.spec.proto.LayerDef;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a layer's message that is not valid: the field, what it must be, what it was. */
class LayerErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dense {}                                                           | units must be positive, was 0
          dense { units: 3 activity_regularizer { inverse_strength: 1 } }    | activity_regularizer must be
          dense { units: 3 kernel_constraint {} }                            | max_norm must be
          conv1d { filters: 3 }                                              | kernel_size must be
          conv1d { filters: 3 kernel_size: 3 explicit_padding: [1, 2] }      | explicit_padding of conv1d
          conv2d { kernel_size: 3 }                                          | filters must be
          conv2d { filters: 3 }                                              | kernel_size must be one or two
          conv2d { filters: 3 kernel_size: [1, 2, 3] }                       | kernel_size must be one or two
          conv2d { filters: 3 kernel_size: 3 stride: 0 }                     | stride must be
          conv2d { filters: 3 kernel_size: 3 stride: 2 dilation: 2 }         | dilation must be 1
          conv2d { filters: 3 kernel_size: 3 explicit_padding: -1 }          | explicit_padding must be
          conv2d { filters: 3 kernel_size: 3 padding: SAME explicit_padding: 1 } | explicit_padding excludes
          depthwise_conv2d { kernel_size: 3 depth_multiplier: 0 }            | depth_multiplier must be
          separable_conv2d { kernel_size: 3 }                                | filters must be
          transposed_conv2d { filters: 2 kernel_size: 2 stride: -1 }         | stride must be
          max_pool { size: 2 explicit_padding: 2 }                           | explicit_padding must be at most
          average_pool { explicit_padding: 1 }                               | explicit_padding is only for
          adaptive_average_pool {}                                           | size must be
          batch_normalization { momentum: 2 }                                | momentum must be
          batch_normalization { epsilon: 0 }                                 | epsilon must be
          layer_normalization { epsilon: -1 }                                | epsilon must be
          dropout { rate: 1 }                                                | rate must be
          spatial_dropout { rate: -0.1 }                                     | rate must be
          reshape { shape: [-1, -1] }                                        | shape must be
          reshape { shape: 0 }                                               | shape must be
          zero_padding {}                                                    | padding must be
          zero_padding { padding: [1, 2, 3] }                                | padding must be
          embedding { output_size: 3 }                                       | input_size must be
          embedding { input_size: 3 }                                        | output_size must be
          lstm {}                                                            | units must be
          lstm { units: 2 dropout: 1 }                                       | dropout must be
          gru { units: -1 }                                                  | units must be
          gru { units: 2 dropout: -1 }                                       | dropout must be
          attention { key_size: 2 }                                          | heads must be
          attention { heads: 2 }                                             | key_size must be
          attention { heads: 2 key_size: 2 dropout: 1 }                      | dropout must be
          transformer_encoder { feed_forward: 2 }                            | heads must be
          transformer_encoder { heads: 2 }                                   | feed_forward must be
          transformer_encoder { heads: 2 feed_forward: 2 dropout: 2 }        | dropout must be
          transformer_encoder { heads: 2 feed_forward: 2 epsilon: 0 }        | epsilon must be
          concat { axis: -2 }                                                | axis must be
          rescaling { scale: inf }                                           | scale must be
          squeeze_excitation { ratio: 4 units: 2 }                           | units excludes ratio
          squeeze_excitation { ratio: 0 }                                    | ratio must be positive
          squeeze_excitation { units: 0 }                                    | units must be positive
          skip_gate { cost: -1 }                                             | cost must be 0 or more
          halted_sum { ponder_cost: inf }                                    | ponder_cost must be 0 or more
          halted_sum { epsilon: 0 }                                          | epsilon must be above 0
          mixture_of_experts { units: 2 experts: 1 }                         | experts must be 2 or more
          mixture_of_experts { experts: 4 }                                  | units must be positive
          mixture_of_experts { experts: 4 units: 2 hidden: 0 }               | hidden must be positive
          mixture_of_experts { experts: 4 units: 2 top_k: 5 }                | top_k must be from 1 to experts
          mixture_of_experts { experts: 4 units: 2 top_k: 0 }                | top_k must be from 1 to experts
          mixture_of_experts { experts: 4 units: 2 load_balancing: -1 }      | load_balancing must be 0 or more
          unit_gates {}                                                      | strength must be
          unit_gates { strength: 1 temperature: 0 }                          | temperature must be
          unit_gates { strength: 1 initial_keep: 1 }                         | initial_keep must be
          unit_gates { strength: 1 low: 0 }                                  | low must be
          unit_gates { strength: 1 high: 1 }                                 | high must be
          random_crop { padding: -1 }                                        | padding must be 0 or more
          random_crop { height: 0 }                                          | height must be positive
          random_crop { width: -1 }                                          | width must be positive
          random_color { brightness: -1 }                                    | brightness must be
          random_color { contrast: 1.5 }                                     | contrast must be
          random_color { saturation: nan }                                   | saturation must be
          cutout { size: -1 }                                                | size must be
          spectrogram {}                                                     | stride must be
          spectrogram { window: 1 }                                          | window must be
          mel_spectrogram { bins: 4 }                                        | sample_rate must be
          mel_spectrogram { sample_rate: 8000 bins: 0 }                      | bins must be
          mel_spectrogram { sample_rate: 8000 lower_frequency: 4000 }        | lower_frequency must be
          mel_spectrogram { sample_rate: 8000 upper_frequency: 4001 }        | upper_frequency must be
          mel_spectrogram { sample_rate: 8000 log_offset: 0 }                | log_offset must be
          mfcc { sample_rate: 8000 coefficients: 41 }                        | coefficients must be
          spec_augment { time_masks: -1 }                                    | time_masks must be
          spec_augment { frequency_width: -1 }                               | frequency_width must be
          name: "hidden"                                                     | layer must have a kind
          block {}                                                           | block must be
          """)
  void namesTheFieldThatIsWrong(String file, String message) throws Exception {
    LayerDef def = parse(file);
    var error = assertThrows(IllegalArgumentException.class, () -> LayerMapping.fromProto(def));
    assertTrue(error.getMessage().startsWith(message), error.getMessage());
  }

  private static LayerDef parse(String file) throws TextFormat.ParseException {
    return TextFormat.parse(file, LayerDef.class);
  }
}
