package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.millrace.http.Times;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Products and orders as the API shows them. */
final class CatalogJson {
    private CatalogJson() {}

    /** A product. */
    record ProductInfo(
            long id,
            @Nullable String sku,
            String name,
            @Nullable String description,
            Money price,
            String currency,
            @Nullable Long stock,
            String createdAt,
            String updatedAt) {
        static ProductInfo of(Product product) {
            return new ProductInfo(
                    product.id(),
                    product.sku(),
                    product.name(),
                    product.description(),
                    product.price(),
                    product.currency(),
                    product.stock(),
                    Times.text(product.createdAt()),
                    Times.text(product.updatedAt()));
        }
    }

    /**
     * An order.
     *
     * @param productId the product of an order that has a single item; else left out, as is {@code quantity}
     */
    record OrderInfo(
            long id,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long productId,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long quantity,

            List<ItemInfo> items,
            Money total,
            String currency,
            OrderStatus status,
            @Nullable String customer,
            String createdAt,
            String updatedAt) {
        static OrderInfo of(Order order) {
            Order.Item single = order.items().size() == 1 ? order.items().getFirst() : null;
            return new OrderInfo(
                    order.id(),
                    single == null ? null : single.productId(),
                    single == null ? null : single.quantity(),
                    order.items().stream().map(ItemInfo::of).toList(),
                    order.total(),
                    order.currency(),
                    order.status(),
                    order.customer(),
                    Times.text(order.createdAt()),
                    Times.text(order.updatedAt()));
        }
    }

    /**
     * An order whose items were changed, as its event shows it.
     *
     * @param removedItems of the products that are not in it any more; left out when there are none
     */
    record EditedOrder(
            @JsonUnwrapped OrderInfo order,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ItemInfo> removedItems) {
        static EditedOrder of(Order before, Order after) {
            Set<Long> kept = after.items().stream().map(Order.Item::productId).collect(Collectors.toSet());
            return new EditedOrder(
                    OrderInfo.of(after),
                    before.items().stream()
                            .filter(item -> !kept.contains(item.productId()))
                            .map(ItemInfo::of)
                            .toList());
        }
    }

    /** A product in an order. */
    record ItemInfo(long productId, long quantity, Money unitPrice) {
        static ItemInfo of(Order.Item item) {
            return new ItemInfo(item.productId(), item.quantity(), item.unitPrice());
        }
    }
}
