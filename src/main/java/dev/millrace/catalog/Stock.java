package dev.millrace.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import dev.millrace.catalog.Order.Item;
import dev.millrace.store.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Moves products between the stock and one order, in one transaction. Products are taken in the order of their ids, so
 * that two orders for the same ones cannot each wait for what the other has; each is taken by a statement that finds
 * nothing when there is not enough, nor when the terms are no longer those on which it was last ordered: only then they
 * are read. Used once, by the writer's thread.
 */
final class Stock {
    private final Transaction tx;
    private final long now;
    private final Cache<Long, Terms> lastTerms;
    private final Refusals refusals = new Refusals();
    private final List<Long> touched = new ArrayList<>();
    private @Nullable String currency;

    /**
     * @param lastTerms on which products were last ordered, by their ids
     * @param currency that the products must have; null when the first one decides
     */
    Stock(Transaction tx, long now, Cache<Long, Terms> lastTerms, @Nullable String currency) {
        this.tx = tx;
        this.now = now;
        this.lastTerms = lastTerms;
        this.currency = currency;
    }

    /**
     * Makes an order that holds some products hold others. A product that stays keeps its price.
     *
     * @return what the order holds now, in the order of {@code wanted}
     * @throws dev.millrace.http.ProblemException 422 with each product that does not exist or has another currency, else
     *     409 with each of which there is not enough
     */
    List<Item> exchange(List<Item> held, List<OrderLine> wanted) throws SQLException {
        Map<Long, Item> before = held.stream().collect(Collectors.toMap(Item::productId, Function.identity()));
        Map<Long, OrderLine> asked =
                wanted.stream().collect(Collectors.toMap(OrderLine::productId, Function.identity()));
        TreeSet<Long> ids = Stream.concat(before.keySet().stream(), asked.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Map<Long, Item> after = new HashMap<>();
        for (long id : ids) {
            Item present = before.get(id);
            OrderLine line = asked.get(id);
            if (line == null) {
                giveBack(
                        Objects.requireNonNull(present),
                        Objects.requireNonNull(present).taken());
            } else {
                after.put(id, present == null ? take(line) : change(present, line));
            }
        }
        refusals.throwIfAny();
        return wanted.stream()
                .map(line -> Objects.requireNonNull(after.get(line.productId())))
                .toList();
    }

    /** Ends an order: its products may be deleted, and what was taken of them goes back if it was {@code cancelled}. */
    void close(List<Item> held, boolean cancelled) throws SQLException {
        for (Item item :
                held.stream().sorted(Comparator.comparing(Item::productId)).toList()) {
            giveBack(item, cancelled ? item.taken() : 0);
        }
    }

    /** The ids of products whose stock has changed. */
    List<Long> touched() {
        return List.copyOf(touched);
    }

    /** The currency of what was taken. */
    String currency() {
        return Objects.requireNonNull(currency);
    }

    private Item take(OrderLine line) throws SQLException {
        Terms terms = lastTerms.getIfPresent(line.productId());
        boolean taken = terms != null
                && isOfCurrency(terms.currency())
                && ProductStore.take(tx, line.productId(), line.quantity(), terms, now);
        if (!taken) {
            boolean enough = ProductStore.take(tx, line.productId(), line.quantity(), 1, now);
            terms = checked(line, line.quantity(), enough);
        }
        if (terms == null) {
            return new Item(line.productId(), line.quantity(), Money.ZERO, 0);
        }
        currency = terms.currency();
        touched(line.productId(), terms);
        return new Item(line.productId(), line.quantity(), terms.price(), terms.counted() ? line.quantity() : 0);
    }

    private Item change(Item present, OrderLine line) throws SQLException {
        long more = line.quantity() - present.quantity();
        if (more > 0) {
            boolean enough = ProductStore.take(tx, line.productId(), more, 0, now);
            Terms terms = checked(line, more, enough);
            if (terms != null) {
                touched(line.productId(), terms);
            }
            long taken = terms != null && terms.counted() ? more : 0;
            return new Item(line.productId(), line.quantity(), present.unitPrice(), present.taken() + taken);
        }
        long back = Math.min(present.taken(), -more);
        if (back > 0) {
            giveBack(line.productId(), back, 0);
        }
        return new Item(line.productId(), line.quantity(), present.unitPrice(), present.taken() - back);
    }

    private void giveBack(Item item, long back) throws SQLException {
        if (back == 0) {
            ProductStore.release(tx, item.productId());
        } else {
            giveBack(item.productId(), back, 1);
        }
    }

    private void giveBack(long product, long back, int orders) throws SQLException {
        ProductStore.giveBack(tx, product, back, orders, now);
        touched.add(product);
    }

    /** The terms for a line, when its product was taken and may be in this order; else null, and the refusal is noted. */
    private @Nullable Terms checked(OrderLine line, long wanted, boolean enough) throws SQLException {
        Product product = ProductStore.find(tx, line.productId());
        if (product == null || !enough) {
            lastTerms.invalidate(line.productId());
        }
        if (product == null) {
            refusals.unknown(line);
            return null;
        }
        if (!enough) {
            refusals.insufficient(line, wanted, Objects.requireNonNullElse(product.stock(), 0L));
            return null;
        }
        if (!isOfCurrency(product.currency())) {
            refusals.otherCurrency(line, product.currency(), currency());
            return null;
        }
        Terms terms = Terms.of(product);
        lastTerms.put(line.productId(), terms);
        return terms;
    }

    private boolean isOfCurrency(String other) {
        return currency == null || currency.equals(other);
    }

    private void touched(long product, Terms terms) {
        if (terms.counted()) {
            touched.add(product);
        }
    }
}
