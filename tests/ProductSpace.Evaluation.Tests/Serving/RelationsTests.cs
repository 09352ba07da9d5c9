using System.Globalization;
using ProductSpace.Recommendations;
using ProductSpace.Training;
using ProductSpace.Training.Tables;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Serving;

/// <summary>
/// Substitutes and complements against a shop's own lists: what its shoppers also viewed, and what they also bought. The lists
/// of six of ten products are the log that is learned from; weights were chosen on two tenths (a campaign prints
/// what was seen there), and the last two judge.
/// </summary>
public class RelationsTests(ITestOutputHelper output)
{
    private static readonly Lazy<Relations> s_relations = new(() => new Relations());

    [SkippableFact]
    public void Similar_Relations_PutsSubstitutesAboveComplements()
    {
        Placement similar = s_relations.Value.Index.GetPlacement("similar");
        foreach (float weight in Campaign.IsLong ? new[] { 0, 0.5f, 1 } : [])
        {
            output.WriteLine($"category weight {weight}: validation {s_relations.Value.Auc(similar with { CategoryWeight = weight }, 6, false):F3}");
        }

        double auc = s_relations.Value.Auc(similar, 8, tableOnly: false);
        output.WriteLine($"similar, test: substitutes above complements {auc:F3}");
        Assert.InRange(auc, 0.60, 1);
    }

    [SkippableFact]
    public void GoesWith_Relations_PutsComplementsAboveSubstitutes()
    {
        Placement goesWith = s_relations.Value.Index.GetPlacement("goes-with");
        foreach (float weight in Campaign.IsLong ? new[] { 0, -0.5f, -1, -2, -3, -4, -6 } : [])
        {
            output.WriteLine($"vector weight {weight}: validation {1 - s_relations.Value.Auc(goesWith with { VectorWeight = weight }, 6, true):F3}, complements found {s_relations.Value.Found(goesWith with { VectorWeight = weight }, 6):F3}");
        }

        double auc = 1 - s_relations.Value.Auc(goesWith, 8, tableOnly: true);
        output.WriteLine($"goes-with, test: complements above substitutes {auc:F3}");
        Assert.InRange(auc, 0.60, 1);
    }

    private sealed class Relations
    {
        private readonly Dictionary<string, (HashSet<string> Complements, HashSet<string> Substitutes)> _lists = [];

        public Relations()
        {
            foreach (string[] row in RealLogs.Rows(["grocery-reviews", "relations.csv.gz"], ','))
            {
                _lists.TryAdd(row[0], ([], []));
                (row[1] == "complement" ? _lists[row[0]].Complements : _lists[row[0]].Substitutes).Add(row[2]);
            }

            Dictionary<string, string> categories = RealLogs.Rows(["grocery-reviews", "products.csv.gz"], ',').ToDictionary(row => row[0], row => row[1]);
            string[] ids = [.. categories.Keys];
            Dictionary<string, int> numbers = ids.Select((id, i) => (id, i)).ToDictionary(pair => pair.id, pair => pair.i);
            List<int[]> viewed = [];
            List<int[]> bought = [];
            foreach (string product in _lists.Keys.Where(product => Part(product) < 6))
            {
                viewed.Add(Session(product, _lists[product].Substitutes));
                bought.Add(Session(product, _lists[product].Complements));
            }

            Prod2VecOptions options = new() { Dimension = 64, WindowMode = WindowMode.Session, Threads = 2 };
            using SessionCorpus corpus = SessionLog.ToCorpus(SessionSet.From(ids.Length, viewed));
            using Prod2VecTrainer trainer = Trained.Trainings.Run(corpus, options);
            float[] vectors = new float[corpus.ProductCount * options.Dimension];
            string[] known = new string[corpus.ProductCount];
            for (int row = 0; row < known.Length; row++)
            {
                known[row] = ids[int.Parse(corpus.ProductId(row), CultureInfo.InvariantCulture)];
                trainer.InRow(row).CopyTo(vectors.AsSpan(row * options.Dimension));
            }

            SessionSet baskets = SessionSet.From(ids.Length, bought);
            ItemTable together = new EventPairs().Learn(baskets, new ItemTableOptions { Entries = 256 });
            ProductIndexBuilder builder = new ProductIndexBuilder().UseVectors(vectors, options.Dimension).UseIds(known)
                .UseCatalog(known.Select(id => new CatalogProduct { Id = id, Category = $"c{categories[id]}" }));
            new LearnedTable("together", ids, together, ProductPopularity.Of(baskets, 0), "test").AddTo(builder);
            Index = ProductIndex.Open(builder.BuildToMemory());

            int[] Session(string product, HashSet<string> others) =>
                [.. others.Prepend(product).Where(numbers.ContainsKey).Select(id => numbers[id])];
        }

        public ProductIndex Index { get; }

        /// <summary>
        /// Chance that a product's substitute scores above its complement, the mean over products that have both. A product that the
        /// call would not find scores below all others: it has no vector, or no entry where the tables alone recommend.
        /// </summary>
        public double Auc(Placement placement, int part, bool tableOnly)
        {
            double sum = 0;
            int count = 0;
            foreach ((string product, (HashSet<string> complements, HashSet<string> substitutes)) in _lists.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                if (Part(product) / 2 * 2 != part || !Index.TryGetOrdinal(product, out int ordinal))
                {
                    continue;
                }

                Dictionary<int, double> scores = Scores(ordinal, complements.Union(substitutes), placement, tableOnly);
                double[] first = [.. substitutes.Except(complements).Select(Score)];
                double[] second = [.. complements.Except(substitutes).Select(Score)];
                if (first.Length > 0 && second.Length > 0)
                {
                    sum += first.Average(one => second.Average(other => one > other ? 1 : one == other ? 0.5 : 0));
                    count++;
                }

                double Score(string id) => Index.TryGetOrdinal(id, out int other) ? scores.GetValueOrDefault(other, double.MinValue) : double.MinValue;
            }

            Assert.InRange(count, 300, 1000);
            return sum / count;
        }

        /// <summary>Mean share of a product's complements among the first 20, of as many as could be there.</summary>
        public double Found(Placement placement, int part)
        {
            double sum = 0;
            int count = 0;
            Recommendation[] hits = new Recommendation[20];
            foreach ((string product, (HashSet<string> complements, HashSet<string> substitutes)) in _lists)
            {
                if (Part(product) / 2 * 2 == part && Index.TryGetOrdinal(product, out int ordinal) && complements.Except(substitutes).Any())
                {
                    int written = Index.GoesWith([ordinal], hits, placement).Count;
                    int right = hits.Take(written).Count(hit => complements.Contains(Index.GetProductId(hit.Ordinal)) && !substitutes.Contains(Index.GetProductId(hit.Ordinal)));
                    sum += right / (double)Math.Min(20, complements.Except(substitutes).Count());
                    count++;
                }
            }

            return sum / count;
        }

        private Dictionary<int, double> Scores(int product, IEnumerable<string> others, Placement placement, bool tableOnly)
        {
            Neighbor[] row = new Neighbor[256];
            HashSet<int> entries = [.. row.Take(Index.ReadTable(0, product, row)).Select(entry => entry.Ordinal)];
            List<int> ordinals = [];
            foreach (string id in others)
            {
                if (Index.TryGetOrdinal(id, out int ordinal) && (!tableOnly || entries.Contains(ordinal)))
                {
                    ordinals.Add(ordinal);
                }
            }

            Recommendation[] hits = new Recommendation[ordinals.Count];
            int count = Index.Rank(new ShopperState([new(product, ShopperEventKind.Cart)]), [.. ordinals], hits, placement).Count;
            return hits.Take(count).ToDictionary(hit => hit.Ordinal, hit => (double)hit.Score);
        }

        private static int Part(string product) => (int)((uint)int.Parse(product, CultureInfo.InvariantCulture) * 2654435761u >> 8) % 10;
    }
}
