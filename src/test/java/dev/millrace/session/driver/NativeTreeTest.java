package dev.millrace.session.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.session.error.SessionException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeTreeTest {
    private static final String APPLE = """
            <AppiumAUT><XCUIElementTypeApplication type="XCUIElementTypeApplication" name="Notes" label="Notes" enabled="true"
                visible="true" x="0" y="0" width="390" height="844">
              <XCUIElementTypeCell label="Milk, 2 litres" enabled="true" visible="true" x="0" y="100" width="390" height="44">
                <XCUIElementTypeStaticText name="Milk" label="Milk" value="Milk" visible="true" x="16" y="110" width="60" height="20"/>
                <XCUIElementTypeButton name="more" label="More" enabled="true" visible="true" x="340" y="104" width="40" height="36"/>
              </XCUIElementTypeCell>
              <XCUIElementTypeCell label="Bread" enabled="true" visible="true" x="0" y="144" width="390" height="44">
                <XCUIElementTypeButton name="more" label="More" enabled="true" visible="true" x="340" y="148" width="40" height="36"/>
              </XCUIElementTypeCell>
              <XCUIElementTypeTextField name="search" value="eggs" placeholderValue="Search" enabled="true" visible="true" x="16" y="50" width="300" height="36"/>
              <XCUIElementTypeStaticText name="say &quot;it's&quot;" visible="false" x="16" y="900" width="60" height="20"/>
              <XCUIElementTypeOther x="0" y="0" width="0" height="0"/>
            </XCUIElementTypeApplication></AppiumAUT>
            """;

    private static List<String> found(String locator) {
        NativeTree tree = NativeTree.read(APPLE);
        return new NativeFinder(tree)
                .find(Locator.parse(locator)).stream().map(tree::xpath).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Milk                                     | //*[@name=\"Milk\"]",
                "milk                                     | //*[@name=\"Milk\"]",
                "litres                                   | //*[@label=\"Milk, 2 litres\"]",
                "id=search                                | //*[@name=\"search\"]",
                "Search                                   | //*[@name=\"search\"]",
                "role=textbox                             | //*[@name=\"search\"]",
                "role=button[name=More]                   | (//XCUIElementTypeButton)[1];(//XCUIElementTypeButton)[2]",
                "XCUIElementTypeButton                    | (//XCUIElementTypeButton)[1];(//XCUIElementTypeButton)[2]",
                "//XCUIElementTypeCell[2]                 | //*[@label=\"Bread\"]",
                "//XCUIElementTypeCell[@label='Bread'] >> More  | (//XCUIElementTypeButton)[2]",
                "//XCUIElementTypeCell[@label='Bread'] >> //XCUIElementTypeButton | (//XCUIElementTypeButton)[2]",
            })
    void locators_find_parts_of_a_screen(String locator, String paths) {
        assertThat(String.join(";", found(locator))).isEqualTo(paths);
    }

    @Test
    void every_path_fits_the_part_that_it_is_of_and_no_other() {
        NativeTree tree = NativeTree.read(APPLE);
        for (NativeNode node : tree.nodes()) {
            assertThat(new NativeFinder(tree).find(Locator.parse("xpath=" + tree.xpath(node))))
                    .as(tree.xpath(node))
                    .containsExactly(node);
        }
    }

    @Test
    void parts_without_an_extent_are_not_listed_and_the_screen_is_as_large_as_its_root() {
        NativeTree tree = NativeTree.read(APPLE);
        assertThat(tree.elements(100)).hasSize(8).noneMatch(element -> element.xpath()
                .contains("Other"));
        assertThat(tree.size()).contains(new Size(390, 844));
        assertThat(tree.elements(3)).hasSize(3);
    }

    @Test
    void a_field_says_what_it_holds() {
        NativeTree tree = NativeTree.read(APPLE);
        NativeNode field =
                new NativeFinder(tree).find(Locator.parse("id=search")).getFirst();
        assertThat(field.text()).isEqualTo("eggs");
    }

    @Test
    void a_source_cannot_make_the_server_read_anything_else() {
        String source = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a label=\"&x;\"/>";
        assertThatThrownBy(() -> NativeTree.read(source))
                .isInstanceOf(SessionException.class)
                .hasMessageContaining("cannot be read as XML");
    }

    @ParameterizedTest
    @CsvSource({
        "UP,    200, 300, 100, 200, 300, 200, 200",
        "UP,    200, 200, 400, 200, 379, 200, 20",
        "DOWN,  200, 200, 400, 200, 20, 200, 379",
        "LEFT,  50,  10,  100, 120, 10, 20,  10",
        "RIGHT, 0,   10,  100, 0,   10, 100, 10",
    })
    void a_finger_stays_on_the_screen(
            Direction direction, int x, int y, int pixels, int fromX, int fromY, int toX, int toY) {
        assertThat(Touch.swipe(new Size(400, 400), new Point(x, y), direction, pixels))
                .isEqualTo(new Touch.Way(new Point(fromX, fromY), new Point(toX, toY)));
    }

    @ParameterizedTest
    @CsvSource({
        "enter,66",
        "back,4",
        "HOME,3",
        "backspace,67",
        "delete,112",
        "left,21",
        "volume up,24",
        "5,12",
        "66,66",
        "a,29"
    })
    void keys_of_android_have_names_and_numbers(String name, int code) {
        assertThat(DevicePlatform.androidKey(name)).isEqualTo(code);
    }

    @Test
    void versions_are_read_from_what_devices_say() {
        assertThat(AppVersions.ofPackage("Packages:\n  versionCode=7 minSdk=26\n  versionName=1.4.2\n"))
                .contains("1.4.2");
        assertThat(AppVersions.ofPackage("Unable to find package: x")).isEmpty();
        assertThat(AppVersions.ofBundle(Map.of("a.b", Map.of("CFBundleShortVersionString", "2.0")), "a.b"))
                .contains("2.0");
        assertThat(AppVersions.ofBundle(Map.of(), "a.b")).isEmpty();
    }
}
