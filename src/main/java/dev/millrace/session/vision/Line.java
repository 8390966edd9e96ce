package dev.millrace.session.vision;

import java.util.List;
import java.util.stream.Collectors;

/** Words beside each other, from left to right. There is at least one. */
record Line(List<Word> words) {
    Line {
        words = List.copyOf(words);
    }

    /** What it says. */
    String text() {
        return words.stream().map(Word::text).collect(Collectors.joining(" "));
    }

    /** Where it is. */
    Box box() {
        return words.stream().map(Word::box).reduce(Box::with).orElseThrow();
    }

    /** How sure its reader is of its words, on average, 0 to 100. */
    double sure() {
        return words.stream().mapToDouble(Word::sure).average().orElseThrow();
    }

    Line moved(int dx, int dy) {
        return new Line(words.stream()
                .map(word -> new Word(word.text(), word.box().moved(dx, dy), word.sure()))
                .toList());
    }

    /** Some of its words. */
    Line part(int from, int to) {
        return new Line(words.subList(from, to));
    }
}
