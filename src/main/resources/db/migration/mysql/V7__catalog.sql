-- Products and orders. Amounts of money are whole hundredths of the currency. Ids are counted from 1 and never used
-- again, as is the id of an event, which readers use as their position.

CREATE TABLE products (
    id          BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    sku         VARCHAR(100) UNIQUE,
    name        VARCHAR(200) NOT NULL,
    description TEXT,
    price       BIGINT       NOT NULL CHECK (price > 0),
    currency    CHAR(3)      NOT NULL,
    stock       BIGINT       CHECK (stock >= 0),                 -- null: not counted
    open_orders BIGINT       NOT NULL CHECK (open_orders >= 0),  -- neither completed nor cancelled
    version     BIGINT       NOT NULL,                           -- raised by each change that can be seen
    created_at  BIGINT       NOT NULL,
    updated_at  BIGINT       NOT NULL,
    search_text TEXT         NOT NULL,                           -- name, sku and description in lower case
    available   TINYINT GENERATED ALWAYS AS (CASE WHEN stock = 0 THEN 0 ELSE 1 END) VIRTUAL,
    INDEX products_of_currency (currency, id),
    INDEX products_available (available, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE orders (
    id         BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
    currency   CHAR(3)     NOT NULL,
    total      BIGINT      NOT NULL CHECK (total > 0),
    status     VARCHAR(16) NOT NULL CHECK (status IN ('pending', 'paid', 'shipped', 'completed', 'cancelled')),
    customer   VARCHAR(200),
    version    BIGINT      NOT NULL,
    created_at BIGINT      NOT NULL,
    updated_at BIGINT      NOT NULL,
    INDEX orders_of_status (status, id),
    INDEX orders_of_customer (customer, id),
    INDEX orders_by_time (created_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A product is in one line of an order at most. It may be deleted when the order has come to its end.
CREATE TABLE order_items (
    order_id   BIGINT NOT NULL,
    line       INT    NOT NULL,
    product_id BIGINT NOT NULL,
    quantity   BIGINT NOT NULL CHECK (quantity > 0),
    unit_price BIGINT NOT NULL,
    taken      BIGINT NOT NULL,  -- from the stock, to be given back
    PRIMARY KEY (order_id, line),
    UNIQUE INDEX order_items_of_product (product_id, order_id),
    FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    CHECK (taken BETWEEN 0 AND quantity)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What has happened, written in the transaction in which it did.
CREATE TABLE catalog_events (
    id         BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
    type       VARCHAR(40) NOT NULL,
    subject_id BIGINT      NOT NULL,  -- products.id or orders.id, by the type
    at         BIGINT      NOT NULL,
    data       MEDIUMTEXT  NOT NULL   -- the record after the change, as the API shows it
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
