using ProductSpace.Filtering;
using ProductSpace.Numerics;

namespace ProductSpace.Cli.Synth;

/// <summary>
/// Makes session queries for measuring an index: the normalised mean of 3 to 5 normalised products of one leaf, or of
/// one leaf and a neighboring or complementary category, plus a little noise. A query depends only on (options, index).
/// </summary>
internal sealed class QueryGenerator(SyntheticShop shop, VectorGenerator vectors)
{
    private const float NoiseScale = 0.03f;

    public void Fill(int query, Span<float> destination)
    {
        var random = new SeededRandom(SeededRandom.Hash(shop.Seed(RandomUse.Query), (ulong)query));
        var row = new float[destination.Length];
        var scratch = new float[destination.Length];
        int first = shop.DrawLeaf(ref random);
        int second = first;
        if (random.NextDouble() < 0.5)
        {
            int category = shop.Tree.CategoryOf(first);
            int target = random.NextDouble() < 0.5
                ? category : shop.Tree.Complement(category, random.NextInt(CategoryTree.ComplementCount));
            int drawn = shop.DrawLeafOf(target, ref random);
            second = drawn < 0 ? first : drawn;
        }

        destination.Clear();
        int count = 3 + random.NextInt(3);
        for (int i = 0; i < count; i++)
        {
            vectors.FillIn(shop.DrawProduct(i % 2 == 0 ? first : second, ref random), row, scratch);
            Normalise(row);
            Add(row, destination);
        }

        Normalise(destination);
        vectors.FillNoise(random.NextUInt64(), NoiseScale, row, scratch);
        Add(row, destination);
        Normalise(destination);
    }

    private static void Add(ReadOnlySpan<float> source, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] += source[i];
        }
    }

    private static void Normalise(Span<float> vector)
    {
        double sum = 0;
        foreach (float x in vector)
        {
            sum += (double)x * x;
        }

        double inverse = 1.0 / Math.Sqrt(sum);
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(vector[i] * inverse);
        }
    }
}
