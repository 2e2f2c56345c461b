package dev.luthier.data;

/** How files of one kind are to be read. */
public sealed interface DataFormat
    permits TableFormat, ArraysFormat, RecordsFormat, ImagesFormat, SoundsFormat {}
