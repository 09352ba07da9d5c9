using System.IO.Hashing;
using ProductSpace.Training.Models;

namespace ProductSpace.Training.Drift;

/// <summary>
/// Products that two models share, as their rows in both; the most frequent ones of the new model come first.
/// </summary>
internal sealed record CommonProducts(int[] Before, int[] After)
{
    public int Count => Before.Length;

    /// <summary>
    /// Finds the common products. A 128-bit hash represents the id: no two of 10^9 ids collide by chance.
    /// </summary>
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
