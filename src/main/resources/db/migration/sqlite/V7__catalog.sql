-- Products and orders. Amounts of money are whole hundredths of the currency. Ids are counted from 1 and never used
-- again, as is the id of an event, which readers use as their position.

CREATE TABLE products (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    sku         TEXT    UNIQUE,
    name        TEXT    NOT NULL,
    description TEXT,
    price       INTEGER NOT NULL CHECK (price > 0),
    currency    TEXT    NOT NULL,
    stock       INTEGER CHECK (stock >= 0),             -- null: not counted
    open_orders INTEGER NOT NULL CHECK (open_orders >= 0),  -- neither completed nor cancelled
    version     INTEGER NOT NULL,                       -- raised by each change that can be seen
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    search_text TEXT    NOT NULL,                       -- name, sku and description in lower case
    available   INTEGER GENERATED ALWAYS AS (CASE WHEN stock = 0 THEN 0 ELSE 1 END) VIRTUAL
);
CREATE INDEX products_of_currency ON products (currency, id);
CREATE INDEX products_available ON products (available, id);

CREATE TABLE orders (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    currency   TEXT    NOT NULL,
    total      INTEGER NOT NULL CHECK (total > 0),
    status     TEXT    NOT NULL CHECK (status IN ('pending', 'paid', 'shipped', 'completed', 'cancelled')),
    customer   TEXT,
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX orders_of_status ON orders (status, id);
CREATE INDEX orders_of_customer ON orders (customer, id);
CREATE INDEX orders_by_time ON orders (created_at, id);

-- A product is in one line of an order at most. It may be deleted when the order has come to its end.
CREATE TABLE order_items (
    order_id   INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    line       INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    quantity   INTEGER NOT NULL CHECK (quantity > 0),
    unit_price INTEGER NOT NULL,
    taken      INTEGER NOT NULL CHECK (taken BETWEEN 0 AND quantity),  -- from the stock, to be given back
    PRIMARY KEY (order_id, line)
) WITHOUT ROWID;
CREATE UNIQUE INDEX order_items_of_product ON order_items (product_id, order_id);

-- What has happened, written in the transaction in which it did.
CREATE TABLE catalog_events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    type       TEXT    NOT NULL,
    subject_id INTEGER NOT NULL,  -- products.id or orders.id, by the type
    at         INTEGER NOT NULL,
    data       TEXT    NOT NULL   -- the record after the change, as the API shows it
);
