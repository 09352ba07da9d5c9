using System.Diagnostics;
using System.Globalization;
using ProductSpace.Numerics;
using ProductSpace.RecallBench.Common;
using ProductSpace.Recommendations;

namespace ProductSpace.RecallBench.Recommending;

/// <summary>
/// What a recommendation costs beside the search that it contains: the same sessions through <c>SearchSession</c> and through
/// <c>Recommend</c> with one rule more each time, in turns pass by pass, and a shopper of whom nothing is known. Wall time of
/// single calls; of each session the median over passes counts, so that a percentile is one over sessions.
/// </summary>
internal static class RecommendCommand
{
    private const int K = 12;
    private const int Views = 4;

    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        int count = arguments.Number("count", 1000);
        int passes = arguments.Number("passes", 9);
        int judged = arguments.Number("judge", 0);
        string? target = arguments.Find("out");
        arguments.RefuseUnread();
        using ProductIndex index = ProductIndex.Open(snapshot, OpenMode.Verify);
        ShopperEvent[][] sessions = Sessions(index, count);
        ProductFilter inStock = index.CreateFilter(f => f.InStock());
        string category = index.GetCategories()[^1].Path.Split('/')[0];
        BoostRule boost = new() { Name = "category", Amount = 1, Where = new ProductConditions { Categories = [category] } };
        CategoryCount narrowest = index.GetCategories().Where(one => one.Products >= 5 * K).MinBy(one => one.Products);
        SearchOptions narrow = new() { Filter = index.CreateFilter(f => f.InCategory(narrowest.Path).InStock()) };
        Placement blend = new();
        Placement diverse = new() { Rules = new MerchandisingRules { Diversity = 4 } };
        Placement ruled = new() { Rules = new MerchandisingRules { Diversity = 4, Boosts = [boost] } };
        Placement boosted = new() { Rules = new MerchandisingRules { Boosts = [boost] } };
        SearchOptions filtered = new() { Filter = inStock };
        Way[] ways =
        [
            new("SearchSession", (session, _) => Search(index, session, default)),
            new("SearchSession, in stock", (session, _) => Search(index, session, filtered)),
            new("- and diversity, lambda 0.5", (session, hits) => SearchDiverse(index, session, hits, inStock, isExact: false))
            {
                AskExactly = (session, hits) => SearchDiverse(index, session, hits, inStock, isExact: true),
            },
            new("SearchSession of 100 products", (session, _) => SearchMore(index, session)),
            new("exact scores of 256 products", (session, _) => Score(index, session)),
            Recommending("Recommend", index, blend, default),
            Recommending("Recommend, in stock", index, blend, filtered),
            Recommending("- and diversity", index, diverse, filtered),
            Recommending("- and one boost", index, boosted, filtered),
            Recommending("- and both", index, ruled, filtered),
            new("nothing known of the shopper, in stock", (_, hits) => index.Recommend(default, hits, blend, filtered).Count),
            new($"the same in a category of {narrowest.Products} products", (_, hits) => index.Recommend(default, hits, blend, narrow).Count),
        ];
        Measure(ways, sessions, passes);
        foreach (Way way in ways)
        {
            way.Judge(sessions.AsSpan(0, Math.Min(judged, sessions.Length)));
        }

        Markdown page = new();
        page.Heading(1, "Recommendations beside the search that they contain");
        page.Line(Machine.Describe()).Line();
        page.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(snapshot)}: {index.Count:N0} products x {index.Dimension}, tables: {string.Join(", ", index.Tables)}; {count} sessions of {Views} near products, k = {K}, default settings, one thread; {passes} passes in turns, of each session the median. Diversity 4, a boost of 1 on the category {category}.")).Line();
        page.Table(
            [
                "call",
                "p50 us",
                "p99 us",
                "p99 against SearchSession",
                "of the filtered one",
                "bytes a call",
                "of the exact list",
                "NDCG of it",
            ],
            ways.Select(way => new[]
            {
                way.Name,
                Number(way.Percentile(.5)),
                Number(way.Percentile(.99)),
                Number(way.Percentile(.99) / ways[0].Percentile(.99)),
                Number(way.Percentile(.99) / ways[1].Percentile(.99)),
                Number((double)way.Bytes / ((long)count * passes)),
                way.Judged == 0 ? "" : way.Share.ToString("0.000", CultureInfo.InvariantCulture),
                way.Judged == 0 ? "" : way.Gain.ToString("0.000", CultureInfo.InvariantCulture),
            }));
        page.Publish(target);
    }

    private static void Measure(Way[] ways, ShopperEvent[][] sessions, int passes)
    {
        Recommendation[] hits = new Recommendation[K];
        foreach (Way way in ways)
        {
            way.Times = [.. sessions.Select(_ => new double[passes])];
        }

        for (int pass = -2; pass < passes; pass++)
        {
            for (int turn = 0; turn < ways.Length; turn++)
            {
                Way way = ways[(turn + pass + ways.Length) % ways.Length];
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                for (int session = 0; session < sessions.Length; session++)
                {
                    long start = Stopwatch.GetTimestamp();
                    int found = way.Ask(sessions[session], hits);
                    long end = Stopwatch.GetTimestamp();
                    if (found != K)
                    {
                        throw new InvalidOperationException($"{way.Name} found {found} of {K} products");
                    }

                    if (pass >= 0)
                    {
                        way.Times[session][pass] = (end - start) * 1e6 / Stopwatch.Frequency;
                    }
                }

                way.Bytes += pass < 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - allocated;
            }
        }
    }

    /// <summary>Sessions of products near a random one, which shoppers who look for something view.</summary>
    private static ShopperEvent[][] Sessions(ProductIndex index, int count)
    {
        SeededRandom random = new(22);
        Neighbor[] near = new Neighbor[20];
        ShopperEvent[][] sessions = new ShopperEvent[count][];
        for (int session = 0; session < count; session++)
        {
            int anchor = random.NextInt(index.Count);
            int found = index.SearchSession([anchor], near, new SearchOptions { Space = Space.Similar }).Count;
            sessions[session] = new ShopperEvent[Views];
            for (int view = 0; view < Views; view++)
            {
                int ordinal = view == Views - 1 || found == 0 ? anchor : near[random.NextInt(found)].Ordinal;
                sessions[session][view] = new ShopperEvent(ordinal);
            }
        }

        return sessions;
    }

    private static Way Recommending(string name, ProductIndex index, Placement placement, SearchOptions options) => new(
        name, (session, hits) => index.Recommend(new ShopperState(session), hits, placement, options).Count)
    {
        AskExactly = (session, hits) => index.RecommendExact(new ShopperState(session), hits, placement, options).Count,
    };

    private static int Search(ProductIndex index, ShopperEvent[] session, in SearchOptions options)
    {
        Span<int> viewed = stackalloc int[session.Length];
        Read(session, viewed);
        Span<Neighbor> hits = stackalloc Neighbor[K];
        return index.SearchSession(viewed, hits, options).Count;
    }

    private static int SearchDiverse(ProductIndex index, ShopperEvent[] session, Recommendation[] hits, ProductFilter filter, bool isExact)
    {
        Span<int> viewed = stackalloc int[session.Length];
        Read(session, viewed);
        Span<Neighbor> near = stackalloc Neighbor[K];
        SearchOptions options = new() { Filter = filter, DiversityLambda = 0.5f };
        int count = (isExact ? index.SearchSessionExact(viewed, near, options) : index.SearchSession(viewed, near, options)).Count;
        for (int i = 0; i < count; i++)
        {
            hits[i] = new Recommendation(near[i].Ordinal, near[i].Similarity, RecommendationSource.Vectors, Because: -1);
        }

        return count;
    }

    /// <summary>The candidates of a recommendation.</summary>
    private static int SearchMore(ProductIndex index, ShopperEvent[] session)
    {
        Span<int> viewed = stackalloc int[session.Length];
        Read(session, viewed);
        Span<Neighbor> hits = stackalloc Neighbor[Placement.Default.Candidates];
        return index.SearchSession(viewed, hits).Count == hits.Length ? K : 0;
    }

    /// <summary>The sample by which scores are standardised, spread over the shop.</summary>
    private static int Score(ProductIndex index, ShopperEvent[] session)
    {
        const int size = 256;
        Span<int> viewed = stackalloc int[session.Length];
        Read(session, viewed);
        Span<int> sample = stackalloc int[size];
        Span<float> scores = stackalloc float[size];
        for (int i = 0; i < size; i++)
        {
            sample[i] = (int)((long)i * index.Count / size);
        }

        return index.ScoreSession(viewed, sample, scores, new SearchOptions { IncludeViewed = true }) > 0 ? K : 0;
    }

    private static void Read(ShopperEvent[] session, Span<int> viewed)
    {
        for (int i = 0; i < viewed.Length; i++)
        {
            viewed[i] = session[i].Ordinal;
        }
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.##" : "0", CultureInfo.InvariantCulture);

    private sealed class Way(string name, Func<ShopperEvent[], Recommendation[], int> ask)
    {
        private double[]? _sorted;

        public string Name => name;

        public Func<ShopperEvent[], Recommendation[], int> Ask => ask;

        /// <summary>Microseconds [sessions x passes].</summary>
        public double[][] Times { get; set; } = [];

        public long Bytes { get; set; }

        /// <summary>The exact sibling; null where nothing is judged.</summary>
        public Func<ShopperEvent[], Recommendation[], int>? AskExactly { get; init; }

        /// <summary>Number of sessions whose list was compared with the exact one.</summary>
        public int Judged { get; private set; }

        /// <summary>Mean share of the exact list that was found.</summary>
        public double Share { get; private set; }

        /// <summary>Mean NDCG of the list, where a product of the exact one is worth 1.</summary>
        public double Gain { get; private set; }

        /// <summary>Compares the lists of some sessions with the exact ones.</summary>
        public void Judge(ReadOnlySpan<ShopperEvent[]> sessions)
        {
            Recommendation[] hits = new Recommendation[K];
            Recommendation[] right = new Recommendation[K];
            double ideal = Enumerable.Range(0, K).Sum(Discount);
            for (int i = 0; AskExactly is not null && i < sessions.Length; i++)
            {
                int count = ask(sessions[i], hits);
                HashSet<int> truth = [.. right.Take(AskExactly(sessions[i], right)).Select(hit => hit.Ordinal)];
                bool[] isRight = [.. hits.Take(count).Select(hit => truth.Contains(hit.Ordinal))];
                double share = (double)isRight.Count(one => one) / K;
                double gain = isRight.Select((one, place) => one ? Discount(place) : 0).Sum() / ideal;
                Share += (share - Share) / (i + 1);
                Gain += (gain - Gain) / (i + 1);
                Judged++;
            }
        }

        private static double Discount(int place) => 1 / Math.Log2(place + 2);

        public double Percentile(double share) =>
            Statistics.Percentile(_sorted ??= [.. Times.Select(times => Statistics.Median(times)).Order()], share);
    }
}
