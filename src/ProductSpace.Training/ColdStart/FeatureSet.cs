namespace ProductSpace.Training.ColdStart;

/// <summary>
/// The features that a model learned, numbered from 0, the most frequent first; the numbers of a picture vector follow
/// them. Says how many products have each. Immutable but for the buffer of <see cref="Read"/>.
/// </summary>
internal sealed class FeatureSet
{
    /// <summary>A feature of one product cannot say anything of another.</summary>
    private const int LeastProducts = 2;

    private readonly Dictionary<ulong, int> _numbers;

    private FeatureSet(Dictionary<ulong, int> numbers, int[] products, int pictureLength)
    {
        _numbers = numbers;
        Products = products;
        PictureLength = pictureLength;
    }

    /// <summary>Number of products that have each feature.</summary>
    public int[] Products { get; }

    /// <summary>Length of the picture vectors, 0 for none.</summary>
    public int PictureLength { get; }

    /// <summary>Number of features, those of the picture included.</summary>
    public int Count => Products.Length + PictureLength;

    /// <summary>Counts the features of products and keeps the most frequent ones; ties go by the hash.</summary>
    public static FeatureSet Of(IReadOnlyList<ColdProduct> products, int most)
    {
        FeatureKeys keys = new();
        Dictionary<ulong, int> counts = [];
        int picture = 0;
        foreach (ColdProduct product in products)
        {
            foreach (ulong key in keys.Of(product))
            {
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }

            if (picture == 0)
            {
                picture = product.Picture.Length;
            }
        }

        KeyValuePair<ulong, int>[] kept =
        [
            .. counts.Where(pair => pair.Value >= LeastProducts)
                .OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key)
                .Take(most),
        ];
        Dictionary<ulong, int> numbers = new(kept.Length);
        foreach ((ulong key, int _) in kept)
        {
            numbers.Add(key, numbers.Count);
        }

        return new FeatureSet(numbers, Array.ConvertAll(kept, pair => pair.Value), picture);
    }

    /// <summary>Appends the known features of a product to lists of numbers and values.</summary>
    /// <exception cref="ArgumentException">Its picture has another length than those learned from.</exception>
    public void Read(ColdProduct product, FeatureKeys keys, List<int> numbers, List<float> values)
    {
        foreach (ulong key in keys.Of(product))
        {
            if (_numbers.TryGetValue(key, out int number))
            {
                numbers.Add(number);
                values.Add(1);
            }
        }

        ReadOnlySpan<float> picture = product.Picture.Span;
        if (picture.IsEmpty || PictureLength == 0)
        {
            return;
        }

        double length = 0;
        foreach (float value in picture)
        {
            length += (double)value * value;
        }

        if (picture.Length != PictureLength || !double.IsFinite(length))
        {
            throw new ArgumentException(
                $"the picture of product {product.Id} has {picture.Length} numbers or infinite ones; others have "
                + $"{PictureLength}",
                nameof(product));
        }

        // Of length 1, as one more feature: as large as one word of the name.
        float scale = length > 0 ? (float)(1 / Math.Sqrt(length)) : 0;
        for (int i = 0; i < picture.Length; i++)
        {
            numbers.Add(Products.Length + i);
            values.Add(picture[i] * scale);
        }
    }
}
