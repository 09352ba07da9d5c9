namespace ProductSpace.VectorData.Tests;

/// <summary>A record with something of most kinds, made of its number.</summary>
internal sealed class Item
{
    public const int Dimension = 4;

    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData]
    public string? Name { get; set; }

    [VectorStoreData]
    public int? Size { get; set; }

    [VectorStoreData]
    public double Price { get; set; }

    [VectorStoreData]
    public bool IsNew { get; set; }

    [VectorStoreData]
    public List<string>? Tags { get; set; }

    [VectorStoreData]
    public int[]? Numbers { get; set; }

    [VectorStoreData]
    public DateTimeOffset Seen { get; set; }

    [VectorStoreVector(Dimension)]
    public ReadOnlyMemory<float> Vector { get; set; }

    /// <summary>The record of a number, always the same.</summary>
    public static Item Of(int id)
    {
        Random random = new(id);
        return new Item
        {
            Id = id,
            Name = id % 5 == 0 ? null : $"item {id % 11}",
            Size = id % 4 == 0 ? null : id % 9,
            Price = id % 13 / 4.0,
            IsNew = id % 2 == 0,
            Tags = id % 6 == 0 ? null : [.. Enumerable.Range(0, id % 3).Select(tag => $"tag {(id + tag) % 5}")],
            Numbers = [id % 3, id % 7],
            Seen = DateTimeOffset.UnixEpoch.AddDays(id % 17),
            Vector = VectorOf(random),
        };
    }

    public static float[] VectorOf(Random random)
    {
        float[] vector = new float[Dimension];
        for (int i = 0; i < Dimension; i++)
        {
            vector[i] = (float)((2 * random.NextDouble()) - 1);
        }

        return vector;
    }

    /// <summary>Everything of the record but its vector, to compare.</summary>
    public string Text() =>
        FormattableString.Invariant($"{Id}|{Name}|{Size}|{Price}|{IsNew}|{Join(Tags)}|{Join(Numbers)}|{Seen:O}");

    private static string Join<T>(IEnumerable<T>? list) => list is null ? "null" : string.Join(',', list);
}
