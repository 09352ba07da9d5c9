using ProductSpace.Filtering;

namespace ProductSpace.Tests.Filtering;

public class LruCacheTests
{
    [Fact]
    public void Add_MoreThanEntries_DropsTheLongestUnused()
    {
        LruCache<int, string> cache = new(maxEntries: 3, maxBytes: 1000);
        for (int key = 0; key < 3; key++)
        {
            cache.Add(key, $"value {key}", 10);
        }

        Assert.True(cache.TryGet(0, out string? value));
        Assert.Equal("value 0", value);
        cache.Add(3, "value 3", 10);
        Assert.False(cache.TryGet(1, out _));
        Assert.True(cache.TryGet(0, out _) && cache.TryGet(2, out _) && cache.TryGet(3, out _));
        Assert.Equal((3, 30L), (cache.Count, cache.Bytes));
    }

    [Fact]
    public void Add_MoreThanBytes_DropsUntilItFits()
    {
        LruCache<int, string> cache = new(maxEntries: 100, maxBytes: 100);
        for (int key = 0; key < 10; key++)
        {
            cache.Add(key, "small", 10);
        }

        Assert.Equal("large", cache.Add(10, "large", 75));
        Assert.Equal((3, 95L), (cache.Count, cache.Bytes));
        Assert.Equal("too large", cache.Add(11, "too large", 101));
        Assert.False(cache.TryGet(11, out _));
        Assert.Equal(3, cache.Count);
    }

    [Fact]
    public void Add_TheSameKeyTwice_KeepsTheFirst()
    {
        LruCache<int, object> cache = new(2, 100);
        object first = new();
        Assert.Same(first, cache.Add(1, first, 10));
        Assert.Same(first, cache.Add(1, new object(), 10));
        Assert.Equal(10, cache.Bytes);
    }

    [Fact]
    public void Use_ManyThreads_StaysBoundedAndRight()
    {
        LruCache<int, string> cache = new(maxEntries: 16, maxBytes: 160);
        Parallel.For(0, 8, thread =>
        {
            Random random = new(thread);
            for (int round = 0; round < 5000; round++)
            {
                int key = random.Next(40);
                string value = cache.TryGet(key, out string? known) ? known : cache.Add(key, $"{key}", 10);
                Assert.Equal($"{key}", value);
                Assert.InRange(cache.Count, 1, 16);
            }
        });
        Assert.Equal((16, 160L), (cache.Count, cache.Bytes));
    }
}
