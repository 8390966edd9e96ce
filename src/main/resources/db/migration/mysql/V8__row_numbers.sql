-- The last number of the rows of a table that are numbered. Who gives out numbers holds the row until the commit, so that
-- rows can be written together at the end of a transaction and their numbers are known before that.
CREATE TABLE row_numbers (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    last BIGINT      NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What was deleted may have had a higher number; events know of it for a while.
INSERT INTO row_numbers
SELECT 'products', GREATEST(
    (SELECT COALESCE(MAX(id), 0) FROM products),
    (SELECT COALESCE(MAX(subject_id), 0) FROM catalog_events WHERE type LIKE 'product.%'));
INSERT INTO row_numbers
SELECT 'orders', GREATEST(
    (SELECT COALESCE(MAX(id), 0) FROM orders),
    (SELECT COALESCE(MAX(subject_id), 0) FROM catalog_events WHERE type LIKE 'order.%'));
INSERT INTO row_numbers
SELECT 'catalog_events', COALESCE(MAX(id), 0) FROM catalog_events;
