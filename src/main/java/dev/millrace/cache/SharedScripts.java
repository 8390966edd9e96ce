package dev.millrace.cache;

/**
 * What Redis does with an entry in one go. An entry has the fields {@code data}, the {@code shape} of that, {@code version} and
 * {@code lease}.
 */
final class SharedScripts {
    /** Arguments: a new lease, its life in ms, the shape. Answers the data, or nothing, and the lease by which it may be stored. */
    static final String FIND = """
            local kept = redis.call('HMGET', KEYS[1], 'data', 'lease', 'shape')
            if kept[1] and kept[3] == ARGV[3] then return {kept[1], ''} end
            if kept[2] then return {'', kept[2]} end
            redis.call('HSET', KEYS[1], 'lease', ARGV[1])
            if not kept[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
            return {'', ARGV[1]}
            """;

    /** Arguments: the lease, the version, the data, its life in ms, its shape. Answers whether it was stored. */
    static final String STORE = """
            local kept = redis.call('HMGET', KEYS[1], 'lease', 'version')
            if kept[1] ~= ARGV[1] or tonumber(kept[2] or '0') > tonumber(ARGV[2]) then return 0 end
            redis.call('HDEL', KEYS[1], 'lease')
            redis.call('HSET', KEYS[1], 'version', ARGV[2], 'data', ARGV[3], 'shape', ARGV[5])
            redis.call('PEXPIRE', KEYS[1], ARGV[4])
            return 1
            """;

    /** Arguments: the least version that may be stored, how long that is remembered in ms. */
    static final String OUTDATE = """
            local version = redis.call('HGET', KEYS[1], 'version')
            local least = ARGV[1]
            if version and tonumber(version) > tonumber(least) then least = version end
            redis.call('DEL', KEYS[1])
            if tonumber(least) > 0 then
              redis.call('HSET', KEYS[1], 'version', least)
              redis.call('PEXPIRE', KEYS[1], ARGV[2])
            end
            return 1
            """;

    private SharedScripts() {}
}
