using System.IO.Hashing;
using System.Text;
using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;
using ProductSpace.Training.ColdStart;

namespace ProductSpace.Evaluation.Cold;

/// <summary>
/// Judges how new products are placed: hides a twentieth of the products from the training part of a log, learns from
/// the rest, estimates the hidden ones from the catalogue, and looks whether they are found in later sessions that hold
/// them. The question is the session's other products; the hidden product competes with all products, known and
/// hidden. Baselines: popularity of the category, and the nearest by category and price. Intervals are over hidden
/// products. Equal inputs give equal figures.
/// </summary>
public static class ColdTrial
{
    /// <summary>Names of the methods, in the order of the result.</summary>
    public static IReadOnlyList<string> MethodNames { get; } =
        ["blend", "vectors alone", "nearest by category and price", "popularity of the category"];

    /// <summary>Runs the trial.</summary>
    /// <param name="log">The log.</param>
    /// <param name="catalog">What the shop knows of its products, by id; of others nothing is known.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="progress">Told the share done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <exception cref="TrainingInputException">The log is too short, or no session holds a hidden product.</exception>
    public static ColdTrialResult Run(
        EvaluationLog log,
        IReadOnlyDictionary<string, ColdProduct> catalog,
        ColdTrialOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= new ColdTrialOptions();
        options.Check();
        SplitPart part = TimeSplit.Split(log, options.Split)[0];
        Tally tally = new();
        for (int draw = 0; draw < options.Draws; draw++)
        {
            ColdSplit split = new(part, product => Key(log.ProductIds[part.Products[product]]), draw, options);
            ColdProduct[] products = Array.ConvertAll(split.Products, product =>
            {
                string id = log.ProductIds[part.Products[product]];
                return catalog.TryGetValue(id, out ColdProduct? known) ? known with { Id = id } : new() { Id = id };
            });
            tally.Hidden += products.Length - split.Known;
            if (split.Targets.Count > 0 && split.Training.Count > 0)
            {
                Judge(split, products, options, tally, cancellationToken);
            }

            progress?.Report((draw + 1.0) / options.Draws);
        }

        return tally.Draws > 0
            ? tally.Result(part.Products.Count)
            : throw new TrainingInputException("no later session holds a hidden product beside a known one");
    }

    private static ulong Key(string id) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(id));

    private static void Judge(
        ColdSplit split,
        ColdProduct[] products,
        ColdTrialOptions options,
        Tally tally,
        CancellationToken cancellationToken)
    {
        ColdModels models = ColdModels.Train(split, products, options, cancellationToken);
        IRecommender[] methods =
        [
            models.Blend,
            models.Vectors,
            ColdBaselines.Nearest(products),
            ColdBaselines.Popularity(split.Training, products),
        ];
        tally.Draws++;
        tally.Explained += models.Explained;
        tally.Unknown += models.Unknown;
        tally.Groups.AddRange(split.Targets.Select(target => (tally.Draws * products.Length) + target));
        double share = (products.Length - split.Known) / (double)products.Length;
        for (int i = 0; i < methods.Length; i++)
        {
            ColdRanks ranks = new(methods[i], options.Threads, cancellationToken);
            tally.Hits[i].AddRange(ranks.Hits(split.Questions, split.Targets, products.Length));
            double with = ranks.Hits(split.Sampled, split.SampledTargets, products.Length).Sum();
            double without = ranks.Hits(split.Sampled, split.SampledTargets, split.Known).Sum();
            tally.Exposure[i] += ranks.Shown(split.Sampled, split.Known) / (20 * share);
            tally.Known[i] += without > 0 ? with / without : 1;
        }
    }

    /// <summary>Sums over the draws.</summary>
    private sealed class Tally
    {
        public int Draws { get; set; }

        public int Hidden { get; set; }

        public int Unknown { get; set; }

        public double Explained { get; set; }

        public List<int> Groups { get; } = [];

        public List<double>[] Hits { get; } = [.. MethodNames.Select(_ => new List<double>())];

        public double[] Exposure { get; } = new double[MethodNames.Count];

        public double[] Known { get; } = new double[MethodNames.Count];

        public ColdTrialResult Result(int products) => new()
        {
            Products = products,
            Hidden = Hidden,
            Judged = Groups.Distinct().Count(),
            Draws = Draws,
            Cases = Groups.Count,
            Explained = Explained / Draws,
            Unknown = Unknown,
            Methods =
            [
                .. MethodNames.Select((name, i) =>
                    new ColdFigures(name, Hits[i].Average(), Exposure[i] / Draws, Known[i] / Draws)),
            ],
            AgainstNearest = Ratio(Hits[2]),
            AgainstPopularity = Ratio(Hits[3]),
        };

        private BootstrapInterval? Ratio(List<double> baseline) => baseline.Any(hit => hit > 0)
            ? Bootstrap.Ratio([.. Hits[0]], [.. baseline], [.. Groups])
            : null;
    }
}
