using System.Globalization;
using ProductSpace.Evaluation.Blends;
using ProductSpace.Evaluation.Vectors;
using ProductSpace.Recommendations;
using ProductSpace.Training;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Blends;

/// <summary>
/// What rules of the merchandiser cost and bring on a real log of invoices with prices, categories and times. Amounts are
/// chosen on sessions between those that were learned from and those of the report.
/// </summary>
public sealed class RuleCostTests(ITestOutputHelper output)
{
    private const int K = 10;

    /// <summary>Loss of NDCG@10 that a rule may cost.</summary>
    private const double Budget = .02;

    private static readonly Lazy<Shop> s_shop = new(() => new Shop());

    /// <summary>The amounts that the docs recommend: what they are for improves, within the budget.</summary>
    [SkippableFact]
    public void Recommend_RecommendedAmounts_StayWithinTheBudget()
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN to 2 or more");
        Figures plain = s_shop.Value.Measure(null, isReport: true);
        Assert.InRange(plain.Ndcg, .05, 1);
        Figures diverse = s_shop.Value.Measure(new MerchandisingRules { Diversity = RecommendedDiversity }, isReport: true);
        Figures novel = s_shop.Value.Measure(new MerchandisingRules { Novelty = RecommendedNovelty }, isReport: true);
        Figures fresh = s_shop.Value.Measure(new MerchandisingRules { Freshness = RecommendedFreshness }, isReport: true);
        output.WriteLine($"{plain}\n{diverse}\n{novel}\n{fresh}");
        Assert.All([diverse, novel, fresh], figures => Assert.InRange(figures.Ndcg, (1 - Budget) * plain.Ndcg, 1));
        Assert.True(diverse.Distance > plain.Distance);
        Assert.True(novel.Popularity < plain.Popularity);
        Assert.True(fresh.AgeDays < plain.AgeDays);
    }

    private const float RecommendedDiversity = 4;
    private const float RecommendedNovelty = 2;
    private const float RecommendedFreshness = 4;

    /// <summary>The table of the docs: a campaign.</summary>
    [SkippableFact]
    public void Recommend_EveryRule_CostsWhatTheDocsSay()
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN to 2 or more");
        Figures plain = s_shop.Value.Measure(null, isReport: false);
        Figures reported = s_shop.Value.Measure(null, isReport: true);
        output.WriteLine($"| none | {plain.Ndcg:F4} | | {reported} |");
        foreach ((string name, MerchandisingRules rules) in Grid())
        {
            Figures chosen = s_shop.Value.Measure(rules, isReport: false);
            Figures figures = s_shop.Value.Measure(rules, isReport: true);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {chosen.Ndcg:F4} | {100 * ((chosen.Ndcg / plain.Ndcg) - 1):F1} % | {figures} | {100 * ((figures.Ndcg / reported.Ndcg) - 1):F1} % |"));
            Assert.True(double.IsFinite(figures.Distance));
        }
    }

    private static IEnumerable<(string Name, MerchandisingRules Rules)> Grid()
    {
        foreach (float amount in (float[])[.25f, .5f, 1, 2, 4])
        {
            yield return (FormattableString.Invariant($"diversity {amount}"), new MerchandisingRules { Diversity = amount });
        }

        foreach (float amount in (float[])[.25f, .5f, 1, 2, 4])
        {
            yield return (FormattableString.Invariant($"novelty {amount}"), new MerchandisingRules { Novelty = amount });
        }

        foreach (float amount in (float[])[.25f, .5f, 1, 2, 4])
        {
            yield return (FormattableString.Invariant($"freshness {amount}, half-life 30 days"), new MerchandisingRules { Freshness = amount });
        }

        foreach (int max in (int[])[3, 2, 1])
        {
            yield return (FormattableString.Invariant($"at most {max} of a category"), new MerchandisingRules { GroupLimit = GroupLimit.ByCategory(1, max) });
        }

        foreach (float least in (float[])[.2f, .4f, .6f])
        {
            yield return (FormattableString.Invariant($"similarity at least {least}"), new MerchandisingRules { MinSimilarity = least });
        }

        foreach (float fold in (float[])[.9f, .8f])
        {
            yield return (FormattableString.Invariant($"fold at {fold}"), new MerchandisingRules { FoldAt = fold });
        }

        ProductConditions cheap = new() { MaxPrice = 1_00 };
        foreach (float amount in (float[])[.5f, 1, 2])
        {
            yield return (FormattableString.Invariant($"boost {amount} up to 1.00"), new MerchandisingRules { Boosts = [new BoostRule { Amount = amount, Where = cheap }] });
        }

        yield return ("slot 3 for up to 1.00", new MerchandisingRules { ReservedSlots = [new ReservedSlot(3) { Where = cheap }] });
        yield return ("a pin at slot 3", new MerchandisingRules { Pins = [new ProductPin(3, "0")] });
        yield return ("slot 10 explored, rate 0.1", new MerchandisingRules { Exploration = new Exploration(10) });
        yield return ("slot 10 explored, rate 1", new MerchandisingRules { Exploration = new Exploration(10) { Rate = 1 } });
        yield return ("slot 10 explored, rate 1, temperature 1", new MerchandisingRules { Exploration = new Exploration(10) { Rate = 1, Temperature = 1 } });
    }

    /// <summary>Means over the lists.</summary>
    private sealed record Figures(double Ndcg, double Coverage, double Distance, double Popularity, double AgeDays, double Cheap)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Ndcg:F4} | {Coverage:F3} | {Distance:F3} | {Popularity:F2} | {AgeDays:F0} | {Cheap:P0}");
    }

    /// <summary>The log, learned from, and served.</summary>
    private sealed class Shop
    {
        private readonly ProductIndex _index;
        private readonly int[] _ordinals;
        private readonly double[] _shares;
        private readonly List<(long Time, int[] Products)> _choice = [];
        private readonly List<(long Time, int[] Products)> _report;

        public Shop()
        {
            List<(long Time, string[] Products)> train = Read("events_train.csv.gz");
            int learned = train.Count * 17 / 20;
            Dictionary<string, int> numbers = [];
            foreach (string id in train.Take(learned).SelectMany(session => session.Products))
            {
                numbers.TryAdd(id, numbers.Count);
            }

            SessionSet sessions = SessionSet.From(
                numbers.Count, [.. train.Take(learned).Select(session => session.Products.Select(id => numbers[id]).ToArray())]);
            _choice = [.. train.Skip(learned).Select(session => (session.Time, session.Products.Where(numbers.ContainsKey).Select(id => numbers[id]).ToArray()))];
            _report = [.. Read("events_valid.csv.gz").Select(session => (session.Time, session.Products.Where(numbers.ContainsKey).Select(id => numbers[id]).ToArray()))];
            Dictionary<string, string[]> facts = RealLogs.Rows(["online-retail", "products.csv.gz"], ',').ToDictionary(row => row[0]);
            CatalogProduct[] catalog =
            [
                .. numbers.Select(pair => new CatalogProduct
                {
                    Id = $"{pair.Value}",
                    Category = facts.TryGetValue(pair.Key, out string[]? fact) ? fact[1] : string.Empty,
                    Price = fact is null ? null : (long)Math.Round(100 * double.Parse(fact[^3], CultureInfo.InvariantCulture)),
                    FirstSeen = fact is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(fact[^2], CultureInfo.InvariantCulture)),
                }),
            ];
            BlendRecipe recipe = new();
            _index = ServedBlend.Build(recipe, sessions, catalog);
            _ordinals = [.. Enumerable.Range(0, numbers.Count).Select(product => _index.TryGetOrdinal($"{product}", out int ordinal) ? ordinal : -1)];
            long[] counts = sessions.CountProducts();
            _shares = new double[_index.Count];
            for (int product = 0; product < counts.Length; product++)
            {
                if (_ordinals[product] >= 0)
                {
                    _shares[_ordinals[product]] = 1000.0 * counts[product] / sessions.EventCount;
                }
            }
        }

        /// <summary>Asks after half of each invoice what the rest will be.</summary>
        public Figures Measure(MerchandisingRules? rules, bool isReport)
        {
            Placement placement = new() { Rules = rules };
            Recommendation[] hits = new Recommendation[K];
            float[][] vectors = [.. Enumerable.Range(0, _index.Count).Select(Vector)];
            HashSet<int> shown = [];
            double ndcg = 0, distance = 0, popularity = 0, age = 0, cheap = 0;
            int lists = 0;
            foreach ((long time, int[] products) in isReport ? _report : _choice)
            {
                int[] known = [.. products.Select(product => _ordinals[product]).Where(ordinal => ordinal >= 0).Distinct()];
                if (known.Length < 2)
                {
                    continue;
                }

                int half = known.Length / 2;
                ShopperEvent[] events = [.. known.Take(half).Select(ordinal => new ShopperEvent(ordinal, ShopperEventKind.Cart))];
                DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(time);
                int count = _index.Recommend(new ShopperState(events) { Now = now, RequestNumber = (ulong)lists }, hits, placement).Count;
                int[] list = [.. hits.Take(count).Select(hit => hit.Ordinal)];
                HashSet<int> rest = [.. known.Skip(half)];
                double best = Enumerable.Range(1, Math.Min(K, rest.Count)).Sum(rank => 1 / Math.Log2(rank + 1));
                ndcg += list.Select((ordinal, place) => rest.Contains(ordinal) ? 1 / Math.Log2(place + 2) : 0).Sum() / best;
                distance += list.SelectMany((one, place) => list.Take(place).Select(other => 1 - Dot(vectors[one], vectors[other]))).Average();
                popularity += list.Average(ordinal => _shares[ordinal]);
                age += list.Where(ordinal => _index.GetFirstSeen(ordinal) is not null).Select(ordinal => (now - _index.GetFirstSeen(ordinal)!.Value).TotalDays).DefaultIfEmpty().Average();
                cheap += list.Average(ordinal => _index.GetPrice(ordinal) <= 1_00 ? 1.0 : 0);
                shown.UnionWith(list);
                lists++;
            }

            return new Figures(ndcg / lists, (double)shown.Count / _index.Count, distance / lists, popularity / lists, age / lists, cheap / lists);
        }

        private float[] Vector(int ordinal)
        {
            float[] vector = new float[_index.Dimension];
            _index.GetVector(ordinal, vector);
            return vector;
        }

        private static double Dot(float[] one, float[] other) => System.Numerics.Tensors.TensorPrimitives.Dot(one, other);

        /// <summary>Invoices in the order of their times.</summary>
        private static List<(long Time, string[] Products)> Read(string file) =>
        [
            .. RealLogs.Rows(["online-retail", file], ',')
                .GroupBy(row => row[0])
                .Select(rows => (long.Parse(rows.First()[1], CultureInfo.InvariantCulture), rows.Select(row => row[2]).ToArray()))
                .OrderBy(session => session.Item1),
        ];
    }
}
