using System.IO.Hashing;
using ProductSpace.Training.Models;

namespace ProductSpace.Training.Drift;

/// <summary>Products that two models share, most frequent in the new one first: their rows in both.</summary>
internal sealed record CommonProducts(int[] Before, int[] After)
{
    public int Count => Before.Length;

    /// <summary>128 bits of hash stand for the id: no two of 10^9 ids meet by chance.</summary>
    public static CommonProducts Of(ModelContent before, ModelContent after)
    {
        Dictionary<UInt128, int> rowOf = new(before.ProductCount);
        for (int row = 0; row < before.ProductCount; row++)
        {
            rowOf.TryAdd(XxHash128.HashToUInt128(before.Ids[row]), row);
        }

        List<int> oldRows = [], newRows = [];
        for (int row = 0; row < after.ProductCount; row++)
        {
            if (rowOf.TryGetValue(XxHash128.HashToUInt128(after.Ids[row]), out int old))
            {
                oldRows.Add(old);
                newRows.Add(row);
            }
        }

        return new CommonProducts([.. oldRows], [.. newRows]);
    }
}
