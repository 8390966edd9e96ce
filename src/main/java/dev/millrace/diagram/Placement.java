package dev.millrace.diagram;

import dev.millrace.diagram.Layout.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Orders the items of each row, so that few edges cross, and gives them an x, so that edges are short and those that span
 * rows are straight. Both go down and up through the rows some times, and look at the neighbours in the rows beside.
 */
final class Placement {
    private static final int ROUNDS = 20;
    private static final double GAP = 22;

    private final List<List<Item>> rows;

    Placement(List<List<Item>> rows) {
        this.rows = rows;
    }

    void run() {
        rows.forEach(Placement::number);
        for (int round = 0; round < ROUNDS; round++) {
            rows.forEach(row -> order(row, item -> item.above));
            rows.reversed().forEach(row -> order(row, item -> item.below));
        }
        for (int round = 0; round < ROUNDS; round++) {
            rows.forEach(row -> place(row, item -> item.above));
            rows.reversed().forEach(row -> place(row, item -> item.below));
        }
        rows.forEach(row -> place(row, Placement::neighbours));
    }

    private static List<Item> neighbours(Item item) {
        List<Item> all = new ArrayList<>(item.above);
        all.addAll(item.below);
        return all;
    }

    private static void number(List<Item> row) {
        for (int i = 0; i < row.size(); i++) {
            row.get(i).index = i;
        }
    }

    /** By the mean of the neighbours' places (the barycenter method); who has none stays where it is. */
    private static void order(List<Item> row, Function<Item, List<Item>> neighbours) {
        row.sort(Comparator.comparingDouble(item -> neighbours.apply(item).stream()
                .mapToInt(neighbour -> neighbour.index)
                .average()
                .orElse(item.index)));
        number(row);
    }

    /** Items that press against each other, and are moved as one. */
    private static final class Block {
        private double wish;
        private double weight;
        private int size;

        private Block(double wish, double weight) {
            this.wish = wish;
            this.weight = weight;
            this.size = 1;
        }

        private void takeIn(Block next) {
            wish = (wish * weight + next.wish * next.weight) / (weight + next.weight);
            weight += next.weight;
            size += next.size;
        }
    }

    /**
     * Puts each item as near to the mean of its neighbours as its own row lets it, in the least squares: that is isotonic
     * regression of the wishes, less the room that the items before need (pool adjacent violators).
     */
    private static void place(List<Item> row, Function<Item, List<Item>> neighbours) {
        double[] room = new double[row.size()];
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Item item = row.get(i);
            room[i] = i == 0 ? 0 : room[i - 1] + (row.get(i - 1).width + item.width) / 2 + GAP;
            Block block = new Block(wish(item, neighbours.apply(item)) - room[i], item.isBend ? 4 : 1);
            while (!blocks.isEmpty() && blocks.getLast().wish > block.wish) {
                Block last = blocks.removeLast();
                last.takeIn(block);
                block = last;
            }
            blocks.add(block);
        }
        int i = 0;
        for (Block block : blocks) {
            for (int end = i + block.size; i < end; i++) {
                row.get(i).x = block.wish + room[i];
            }
        }
    }

    private static double wish(Item item, List<Item> neighbours) {
        double sum = 0;
        double weights = 0;
        for (Item neighbour : neighbours) {
            double weight = item.isBend && neighbour.isBend ? 8 : Math.min(item.pull, neighbour.pull);
            sum += neighbour.x * weight;
            weights += weight;
        }
        return weights == 0 ? item.x : sum / weights;
    }
}
