package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Products and orders as a shop may have them, the same ones for the same seed. */
record DemoRecords(long seed) {
    private static final List<String> KINDS = List.of(
            "Lamp",
            "Desk",
            "Chair",
            "Shelf",
            "Mug",
            "Kettle",
            "Backpack",
            "Notebook",
            "Blanket",
            "Clock",
            "Mirror",
            "Vase",
            "Tray",
            "Basket",
            "Stool",
            "Cushion",
            "Teapot",
            "Bowl",
            "Umbrella",
            "Wallet");
    private static final List<String> MATERIALS = List.of(
            "Oak", "Steel", "Linen", "Glass", "Walnut", "Leather", "Ceramic", "Bamboo", "Wool", "Copper", "Cotton",
            "Birch", "Marble", "Felt", "Brass");
    private static final List<String> LOOKS = List.of(
            "Slim",
            "Classic",
            "Nordic",
            "Round",
            "Tall",
            "Foldable",
            "Small",
            "Large",
            "Vintage",
            "Plain",
            "Striped",
            "Dark",
            "Bright",
            "Soft",
            "Sturdy");
    private static final List<String> FIRST_NAMES =
            List.of("ada", "ben", "chloe", "deniz", "emil", "fatima", "grace", "hugo", "ines", "jun", "kofi", "lena");
    private static final List<String> LAST_NAMES =
            List.of("adams", "berg", "costa", "dubois", "eriksen", "fischer", "garcia", "haddad", "ito", "jansen");

    private static final int MOST_ITEMS = 5;
    private static final int MOST_QUANTITY = 4;
    private static final int UNCOUNTED_PERCENT = 10;
    private static final int LEAST_STOCK = 100;
    private static final int MOST_CENTS = 30_000;

    /** The sku of a product, by which it is known when it comes again. */
    String sku(int number) {
        return "DEMO-%d-%06d".formatted(seed, number + 1);
    }

    /**
     * A product, by its number from 0.
     *
     * @param orders how many orders there are to be for each product, for which there is enough in stock
     */
    ObjectNode product(int number, long orders) {
        SplittableRandom random = random("product", number);
        String kind = one(KINDS, random);
        String material = one(MATERIALS, random);
        ObjectNode product = Json.object();
        product.put("sku", sku(number));
        product.put("name", one(LOOKS, random) + " " + material + " " + kind);
        product.put(
                "description",
                "A %s made of %s.".formatted(kind.toLowerCase(Locale.ROOT), material.toLowerCase(Locale.ROOT)));
        product.put("price", BigDecimal.valueOf(random.nextInt(5, MOST_CENTS / 100) * 100L + 99, 2));
        if (random.nextInt(100) >= UNCOUNTED_PERCENT) {
            product.put("stock", LEAST_STOCK + random.nextInt(LEAST_STOCK) + 2 * orders * MOST_ITEMS * MOST_QUANTITY);
        }
        return product;
    }

    /** An order for some of the products with these ids, by its number from 0. */
    ObjectNode order(int number, long[] products) {
        SplittableRandom random = random("order", number);
        ObjectNode order = Json.object();
        order.put("customer", one(FIRST_NAMES, random) + "." + one(LAST_NAMES, random) + "@example.com");
        ArrayNode items = order.putArray("items");
        for (int left = random.nextInt(1, MOST_ITEMS + 1); left > 0; left--) {
            items.addObject()
                    .put("product_id", products[random.nextInt(products.length)])
                    .put("quantity", random.nextInt(1, MOST_QUANTITY + 1));
        }
        return order;
    }

    private SplittableRandom random(String what, int number) {
        return new SplittableRandom(seed * 1_000_003 + number * 31L + what.hashCode());
    }

    private static String one(List<String> words, SplittableRandom random) {
        return words.get(random.nextInt(words.size()));
    }
}
