package dev.luthier.data;

/**
 * What an input of a model makes of data that are no numbers yet; asked for by a model, and done
 * inside its SavedModel.
 */
public sealed interface RawInput permits TextVectorization, SoundDecoding {}
