/** Data sets: their readers, parts and learnt preprocessing. */
package dev.luthier.data;
