using ProductSpace.Training;
using ProductSpace.Training.ColdStart;

namespace ProductSpace.Evaluation.Cold;

/// <summary>
/// What a shop does with new products without any learning. Popularity of the category: products by their views, a new
/// one by the mean of its category. Nearest by category and price: the longest common path with a product of the
/// session, then the nearest price.
/// </summary>
internal static class ColdBaselines
{
    public static IRecommender Popularity(SessionSet training, ColdProduct[] products)
    {
        long[] views = training.CountProducts();
        Dictionary<string, (double Sum, int Count)> means = [];
        for (int product = 0; product < views.Length; product++)
        {
            foreach (string path in Paths(products[product]))
            {
                (double sum, int count) = means.GetValueOrDefault(path);
                means[path] = (sum + views[product], count + 1);
            }
        }

        float[] scores = new float[products.Length];
        for (int product = 0; product < scores.Length; product++)
        {
            scores[product] = product < views.Length ? views[product] : Mean(products[product]);
        }

        return new Fixed(scores);

        // Of the longest path that has a known product.
        float Mean(ColdProduct product)
        {
            foreach (string path in Paths(product).Reverse())
            {
                if (means.TryGetValue(path, out (double Sum, int Count) known))
                {
                    return (float)(known.Sum / known.Count);
                }
            }

            return 0;
        }
    }

    public static IRecommender Nearest(ColdProduct[] products) => new ByPath(products);

    /// <summary>The root and each prefix of the primary path, shortest first.</summary>
    private static IEnumerable<string> Paths(ColdProduct product)
    {
        string path = Primary(product);
        yield return string.Empty;
        for (int at = 0; at < path.Length; at++)
        {
            if (at > 0 && path[at] == '/')
            {
                yield return path[..at];
            }
        }

        if (path.Length > 0)
        {
            yield return path;
        }
    }

    private static string Primary(ColdProduct product) => product.Category.Split('|')[0].Trim();

    private sealed class Fixed(float[] products) : IRecommender, IRecommenderScorer
    {
        public int ProductCount => products.Length;

        public IRecommenderScorer CreateScorer() => this;

        public void Score(in SessionBatch batch, Span<float> scores)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                products.CopyTo(scores.Slice(i * products.Length, products.Length));
            }
        }
    }

    private sealed class ByPath : IRecommender, IRecommenderScorer
    {
        private readonly int[][] _paths;
        private readonly double[] _prices;

        public ByPath(ColdProduct[] products)
        {
            Dictionary<string, int> numbers = [];
            _paths = Array.ConvertAll(products, product =>
            {
                int[] path = [.. Paths(product).Select(Number)];
                return path;
            });
            _prices = Array.ConvertAll(products, product =>
                product.Price is > 0 and long price ? Math.Log2(price) : double.NaN);

            int Number(string path)
            {
                if (!numbers.TryGetValue(path, out int number))
                {
                    numbers.Add(path, number = numbers.Count);
                }

                return number;
            }
        }

        public int ProductCount => _paths.Length;

        public IRecommenderScorer CreateScorer() => this;

        public void Score(in SessionBatch batch, Span<float> scores)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                ReadOnlySpan<int> viewed = batch[i].Products;
                for (int product = 0; product < _paths.Length; product++)
                {
                    double best = 0;
                    foreach (int one in viewed)
                    {
                        best = Math.Max(best, Likeness(product, one));
                    }

                    scores[(i * _paths.Length) + product] = (float)best;
                }
            }
        }

        /// <summary>Common parts of the paths, and a part of one by the prices.</summary>
        private double Likeness(int product, int viewed)
        {
            int[] a = _paths[product];
            int[] b = _paths[viewed];
            int common = Math.Min(a.Length, b.Length);
            while (common > 0 && a[common - 1] != b[common - 1])
            {
                common--;
            }

            double apart = Math.Abs(_prices[product] - _prices[viewed]);
            return common + (double.IsNaN(apart) ? 0 : 0.9 / (1 + apart));
        }
    }
}
