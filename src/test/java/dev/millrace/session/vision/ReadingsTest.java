package dev.millrace.session.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final Box LEFT = new Box(0, 0, 40, 12);
    private static final Box RIGHT = new Box(50, 0, 40, 12);

    private static Line line(Word... words) {
        return new Line(List.of(words));
    }

    private static List<String> merged(List<Line> first, List<Line> second) {
        return Readings.merged(first, second).stream().map(Line::text).toList();
    }

    @Test
    void what_only_one_reading_has_is_there() {
        assertThat(merged(List.of(line(new Word("Save", LEFT, 90))), List.of(line(new Word("Send", RIGHT, 40)))))
                .containsExactly("Save", "Send");
    }

    @Test
    void of_two_at_the_same_place_the_surer_one_counts() {
        List<Line> sure = List.of(line(new Word("Save", LEFT, 90)));
        List<Line> unsure = List.of(line(new Word("5ave", LEFT, 50)));
        assertThat(merged(sure, unsure)).containsExactly("Save");
        assertThat(merged(unsure, sure)).containsExactly("Save");
    }

    @Test
    void a_line_that_was_read_in_pieces_gives_way_to_the_surer_whole() {
        List<Line> pieces = List.of(line(new Word("Save", LEFT, 90)), line(new Word("a1l", RIGHT, 40)));
        List<Line> whole = List.of(line(new Word("Save", LEFT, 90), new Word("all", RIGHT, 95)));
        assertThat(merged(pieces, whole)).containsExactly("Save all");
    }

    @Test
    void what_differs_from_its_surroundings_is_dark_whatever_its_colours() {
        assertThat(darkest(0xffffff, 0x000000)).isEqualTo(0);
        assertThat(darkest(0x1e66d0, 0xffffff)).isLessThan(120);
    }

    /** How dark a stroke of a colour on a ground of another one comes out, and that the ground is white. */
    private static int darkest(int ground, int stroke) {
        BufferedImage image = new BufferedImage(60, 60, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 60; y++) {
            for (int x = 0; x < 60; x++) {
                image.setRGB(x, y, x >= 29 && x < 32 ? stroke : ground);
            }
        }
        Raster ink = Ink.of(Picture.of(image)).getRaster();
        assertThat(ink.getSample(10, 30, 0)).isEqualTo(255);
        return ink.getSample(30, 30, 0);
    }
}
