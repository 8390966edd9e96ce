package dev.millrace.session.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.session.error.SessionException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken as an image to find elements by, and what it is called. */
class TemplateTest {
    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private static BufferedImage striped(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, x % 4 < 2 ? 0xffffff : 0x204060);
            }
        }
        return image;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String image() throws IOException {
        return base64(encoded(striped(20, 20), "png"));
    }

    /** A PNG of which there is nothing but a header that promises much. */
    private static byte[] promising(int width, int height) {
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 sum = new CRC32();
        sum.update(header);
        return ByteBuffer.allocate(33)
                .put("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(13)
                .put(header)
                .putInt((int) sum.getValue())
                .array();
    }

    @Test
    void png_and_jpeg_are_taken_alone_and_as_data() throws IOException {
        assertThat(Template.of("a", image()).picture().width()).isEqualTo(20);
        assertThat(Template.of("a", "data:image/png;base64," + image())
                        .picture()
                        .height())
                .isEqualTo(20);
        String jpeg = "data:image/jpeg;base64," + base64(encoded(striped(16, 24), "jpeg"));
        assertThat(Template.of("a", jpeg).picture().height()).isEqualTo(24);
    }

    @Test
    void what_is_no_image_is_refused_with_the_reason() throws IOException {
        byte[] png = encoded(striped(20, 20), "png");
        byte[] half = Arrays.copyOf(png, png.length / 2);
        Map<String, String> wrong = Map.of(
                "%%%",
                "is not an image in base64",
                "",
                "is neither a PNG nor a JPEG",
                base64("GIF89a".getBytes(StandardCharsets.US_ASCII)),
                "is neither a PNG nor a JPEG",
                base64(half),
                "is broken",
                base64(promising(100_000, 100_000)),
                "has 100,000 × 100,000 pixels",
                base64(promising(20, 20)),
                "is broken",
                base64(encoded(striped(7, 20), "png")),
                "smaller than 8 × 8",
                base64(encoded(new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB), "png")),
                "one color",
                "A".repeat(3 << 20),
                "larger than 2 MiB");
        wrong.forEach((image, reason) -> assertThatThrownBy(() -> Template.of("a", image))
                .isInstanceOf(SessionException.class)
                .hasMessageContaining(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ".", "..", "../a", "a/b", "a\\b", "/etc/passwd", "a\u0000b", "..png", ".png", "a\nb"})
    void a_name_that_could_be_a_path_is_refused(String name) {
        assertThatThrownBy(() -> TemplateName.given(name)).isInstanceOf(SessionException.class);
    }

    @Test
    void a_name_with_and_without_its_ending_is_the_same() throws IOException {
        Templates templates = Templates.of(Map.of("Save button.PNG", image()));
        TemplateShelf shelf = new TemplateShelf(templates, null);
        assertThat(shelf.find("Save button")).isPresent();
        assertThat(shelf.find("Save button.png")).isPresent();
        assertThat(shelf.find("save button.png")).isEmpty();
        assertThatThrownBy(() -> shelf.require("other.png"))
                .hasMessage("there is no template `other.png`; there is: Save button");
    }

    @Test
    void those_of_the_call_come_before_those_of_the_session_and_of_the_project(@TempDir Path project)
            throws IOException {
        Files.createDirectories(project.resolve("images/deep"));
        Files.write(project.resolve("images/deep/a.png"), encoded(striped(30, 30), "png"));
        Files.write(project.resolve("images/only here.jpg"), encoded(striped(30, 30), "jpeg"));
        Files.write(project.resolve("broken.png"), new byte[] {1, 2, 3});
        Templates session = Templates.of(Map.of("a", base64(encoded(striped(20, 20), "png"))));
        Templates call = Templates.of(Map.of("a", base64(encoded(striped(10, 10), "png"))));
        TemplateShelf shelf = new TemplateShelf(session, project);

        assertThat(shelf.require("a").picture().width()).isEqualTo(20);
        shelf.begin(call);
        assertThat(shelf.require("a").picture().width()).isEqualTo(10);
        shelf.begin(new Templates());
        assertThat(shelf.require("a").picture().width()).isEqualTo(20);
        assertThat(new TemplateShelf(new Templates(), project)
                        .require("a")
                        .picture()
                        .width())
                .isEqualTo(30);
        assertThat(shelf.require("only here").picture().width()).isEqualTo(30);
        assertThatThrownBy(() -> shelf.require("broken")).hasMessageContaining("neither a PNG nor a JPEG");
    }

    @Test
    void links_out_of_the_project_are_not_followed(@TempDir Path project, @TempDir Path elsewhere) throws IOException {
        Files.write(elsewhere.resolve("secret.png"), encoded(striped(30, 30), "png"));
        Files.createSymbolicLink(project.resolve("secret.png"), elsewhere.resolve("secret.png"));
        Files.createSymbolicLink(project.resolve("folder"), elsewhere);
        assertThat(new TemplateShelf(new Templates(), project).find("secret")).isEmpty();
    }

    @Test
    void a_session_keeps_a_limited_number_of_images() throws IOException {
        Templates templates = new Templates();
        String image = image();
        for (int i = 0; i < 100; i++) {
            templates.put(Template.of("image " + i, image));
        }
        templates.put(Template.of("image 5", image));
        assertThatThrownBy(() -> templates.put(Template.of("one more", image)))
                .hasMessage("at most 100 templates of 16 MiB together are kept");
    }
}
