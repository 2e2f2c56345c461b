/** Search spaces, samplers and pruners: data in, data out, without TensorFlow. */
package dev.luthier.search;
