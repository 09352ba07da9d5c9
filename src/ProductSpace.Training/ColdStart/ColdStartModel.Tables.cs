using ProductSpace.Training.Tables;

namespace ProductSpace.Training.ColdStart;

/// <summary>Entries of new products in item tables.</summary>
public sealed partial class ColdStartModel
{
    private const int Likes = 5;

    /// <summary>
    /// A new product's weight in a table, relative to the average product. Many small weights reach fewer answers than
    /// a few large ones: with 3, new products are recommended about as often as others.
    /// </summary>
    private const double Share = 3;

    /// <summary>
    /// Adds new products to an item table, by the five trained products with the nearest metadata: a new product gets
    /// the mean of their rows, and enters the rows that name them, and their own rows, with the mean weight. All
    /// entered weights are scaled so that a new product has three times the weight of the average trained one, by
    /// which it is recommended about as often.
    /// </summary>
    /// <param name="table">A learned table; it stays as it is.</param>
    /// <param name="products">New products; those that the table knows, or that nothing is known of, are left
    /// out.</param>
    /// <returns>The table with the new products behind its own; no row is longer than its longest was.</returns>
    public LearnedTable AddTo(LearnedTable table, IReadOnlyList<ColdProduct> products)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(products);
        return new ColdTable(table, this).Add(products);
    }

    /// <summary>Puts the rows of the extended table together.</summary>
    private sealed class ColdTable(LearnedTable table, ColdStartModel model)
    {
        private readonly Dictionary<string, int> _places = PlacesOf(table);

        public LearnedTable Add(IReadOnlyList<ColdProduct> products)
        {
            List<string> ids = [.. table.ProductIds];
            List<(int Place, double Share)[]> likes = [];
            foreach (ColdProduct product in products)
            {
                (int Place, double Share)[] nearest = Nearest(product);
                if (nearest.Length > 0 && _places.TryAdd(product.Id, ids.Count))
                {
                    ids.Add(product.Id);
                    likes.Add(nearest);
                }
            }

            if (likes.Count == 0)
            {
                return table;
            }

            Dictionary<int, double>[] columns = Columns(likes);
            double scale = Scale(columns);
            List<(int Product, double Weight)>[] added = new List<(int, double)>[table.Table.ProductCount];
            for (int i = 0; i < columns.Length; i++)
            {
                foreach ((int row, double weight) in columns[i])
                {
                    (added[row] ??= []).Add((table.Table.ProductCount + i, weight * scale));
                }
            }

            List<(int Product, double Weight)[]> rows = new(ids.Count);
            int most = table.Entries;
            for (int row = 0; row < added.Length; row++)
            {
                rows.Add(Best(Row(row).Concat(added[row] ?? []), most));
            }

            rows.AddRange(likes.Select(nearest => Best(MeanRow(nearest), most)));
            return new LearnedTable(
                table.Name,
                ids,
                TableOf(rows),
                [.. table.Popularity, .. new float[likes.Count]],
                $"{table.Source}; {likes.Count} new products by metadata")
            {
                Trends = table.Trends.Count == 0 ? [] : [.. table.Trends, .. new float[likes.Count]],
            };
        }

        private static Dictionary<string, int> PlacesOf(LearnedTable table)
        {
            Dictionary<string, int> places = new(table.ProductIds.Count, StringComparer.Ordinal);
            for (int i = 0; i < table.ProductIds.Count; i++)
            {
                places.TryAdd(table.ProductIds[i], i);
            }

            return places;
        }

        /// <summary>The nearest trained products of the table, and each one's share of the similarity.</summary>
        private (int Place, double Share)[] Nearest(ColdProduct product)
        {
            (string Id, double Similarity)[] known =
                [.. model.Nearest(product, Likes).Where(like => _places.ContainsKey(like.Id) && like.Id != product.Id)];
            double sum = known.Sum(like => like.Similarity);
            return sum > 0 ? Array.ConvertAll(known, like => (_places[like.Id], like.Similarity / sum)) : [];
        }

        /// <summary>Weight of each new product in the rows of the table.</summary>
        private Dictionary<int, double>[] Columns(List<(int Place, double Share)[]> likes)
        {
            Dictionary<int, List<(int New, double Share)>> newOf = [];
            Dictionary<int, double>[] columns = new Dictionary<int, double>[likes.Count];
            for (int i = 0; i < likes.Count; i++)
            {
                columns[i] = [];
                foreach ((int place, double share) in likes[i])
                {
                    if (!newOf.TryGetValue(place, out List<(int, double)>? list))
                    {
                        newOf.Add(place, list = []);
                    }

                    list.Add((i, share));

                    // As near as a product can be: as much as what the row names first.
                    if (table.Table.Weights(place) is [> 0 and float first, ..])
                    {
                        Enter(i, place, share * first);
                    }
                }
            }

            for (int row = 0; row < table.Table.ProductCount; row++)
            {
                ReadOnlySpan<int> named = table.Table.Products(row);
                ReadOnlySpan<float> weights = table.Table.Weights(row);
                for (int i = 0; i < named.Length; i++)
                {
                    foreach ((int added, double share) in newOf.GetValueOrDefault(named[i]) ?? [])
                    {
                        Enter(added, row, share * weights[i]);
                    }
                }
            }

            return columns;

            void Enter(int added, int row, double weight) =>
                columns[added][row] = columns[added].GetValueOrDefault(row) + weight;
        }

        /// <summary>Factor by which the new products' weights add up to what they shall.</summary>
        private double Scale(Dictionary<int, double>[] columns)
        {
            double all = 0;
            for (int row = 0; row < table.Table.ProductCount; row++)
            {
                foreach (float weight in table.Table.Weights(row))
                {
                    all += weight;
                }
            }

            // In a fixed order: a sum of floats depends on it.
            double entered = columns.Sum(column => column.OrderBy(entry => entry.Key).Sum(entry => entry.Value));
            double scale = entered > 0 ? Share * all / table.Table.ProductCount * columns.Length / entered : 0;
            return double.IsFinite(scale) ? Math.Max(scale, 0) : 0;
        }

        private IEnumerable<(int Product, double Weight)> Row(int row)
        {
            for (int i = 0; i < table.Table.Products(row).Length; i++)
            {
                yield return (table.Table.Products(row)[i], table.Table.Weights(row)[i]);
            }
        }

        private IEnumerable<(int Product, double Weight)> MeanRow((int Place, double Share)[] nearest) =>
            nearest
                .SelectMany(like => Row(like.Place).Select(entry => (entry.Product, Weight: like.Share * entry.Weight)))
                .GroupBy(entry => entry.Product)
                .Select(entries => (entries.Key, entries.Sum(entry => entry.Weight)));

        private static (int Product, double Weight)[] Best(IEnumerable<(int Product, double Weight)> row, int most) =>
            [.. row.Select(entry => (entry.Product, Weight: (double)(float)entry.Weight))
                .OrderByDescending(entry => entry.Weight)
                .ThenBy(entry => entry.Product)
                .Take(most)];

        private static ItemTable TableOf(List<(int Product, double Weight)[]> rows)
        {
            long[] starts = new long[rows.Count + 1];
            for (int i = 0; i < rows.Count; i++)
            {
                starts[i + 1] = starts[i] + rows[i].Length;
            }

            return new ItemTable(
                starts,
                [.. rows.SelectMany(row => row.Select(entry => entry.Product))],
                [.. rows.SelectMany(row => row.Select(entry => (float)entry.Weight))]);
        }
    }
}
