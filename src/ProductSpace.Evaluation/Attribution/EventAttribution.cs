using System.Globalization;
using System.Text.Json;
using ProductSpace.Recommendations;
using ProductSpace.Training;
using ProductSpace.Training.Logs;

namespace ProductSpace.Evaluation.Attribution;

/// <summary>
/// Tells what shown recommendations led to: joins the log of what was shown, with the tokens of its recommendations,
/// with the log of events. An event is due to the last impression of the same product and shopper before it, within a
/// window; an impression counts at most one click and one purchase. Deterministic. Safe from several threads at once.
/// </summary>
public static class EventAttribution
{
    /// <summary>
    /// Number of groups of shoppers that an interval is drawn from. Of more shoppers each group holds several, which
    /// keeps the time bounded and leaves the width of the interval as it is.
    /// </summary>
    private const int Blocks = 2048;
    private const int Resamples = 1000;

    /// <summary>Joins the two logs.</summary>
    /// <param name="shown">
    /// Files of what was shown, one impression a row: time, session (or user), product, and the token of the
    /// recommendation; CSV, TSV, JSON lines or Parquet.
    /// </param>
    /// <param name="events">Files of the usual log of views and purchases.</param>
    /// <param name="options">How events are attributed; null for the defaults.</param>
    /// <param name="progress">Told the bytes read; null for nobody.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TrainingInputException">A file is no such log; the message names file and line.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static AttributionResult Run(
        IReadOnlyList<string> shown,
        IReadOnlyList<string> events,
        AttributionOptions? options = null,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(shown);
        ArgumentNullException.ThrowIfNull(events);
        options ??= new AttributionOptions();
        options.Check();
        ShownLog log = ShownLog.Read(shown, options, progress, cancellationToken);
        EventStream stream = new(options.Log, options.IsByUser);
        stream.Read(events, _ => [], (in LogEvent one) => log.Attribute(one), progress, cancellationToken);
        return new AttributionResult
        {
            Impressions = log.Impressions.Length,
            Duplicates = log.Duplicates,
            Shoppers = log.Shoppers,
            ShownLeftOut = log.LeftOut,
            Events = stream.Rows,
            EventsLeftOut = stream.LeftOut,
            Attributed = log.Attributed,
            Further = log.Further,
            TooLate = log.TooLate,
            Groups = [.. Enum.GetValues<AttributionDimension>().SelectMany(dimension =>
                Groups(log, dimension, options, cancellationToken))],
            Exploration = Exploration(log, options, cancellationToken),
        };
    }

    private static IEnumerable<AttributionGroup> Groups(
        ShownLog log, AttributionDimension dimension, AttributionOptions options, CancellationToken cancellationToken)
    {
        string[] names = [.. log.Kinds.Select(token => Name(dimension, token))];
        foreach (string name in names.Distinct().OrderBy(name => name.Length * (IsNumber(dimension) ? 1 : 0))
            .ThenBy(name => name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Sample sample = Sample.Of(log, one => names[one.Kind] == name);
            yield return new AttributionGroup(
                dimension,
                name,
                sample.Count,
                (int)sample.Clicks.Sum(),
                (int)sample.Purchases.Sum(),
                sample.Rate(sample.Clicks, options),
                sample.Rate(sample.Purchases, options));
        }
    }

    private static bool IsNumber(AttributionDimension dimension) => dimension == AttributionDimension.Position;

    private static string Name(AttributionDimension dimension, in RecommendationToken token) => dimension switch
    {
        AttributionDimension.Placement => token.Placement,
        AttributionDimension.Variant => $"{token.Placement}/{token.Variant}",
        AttributionDimension.Source => JsonNamingPolicy.CamelCase.ConvertName(token.Source.ToString()),
        AttributionDimension.Position => token.Position.ToString(CultureInfo.InvariantCulture),
        AttributionDimension.Snapshot => token.Snapshot.ToString("x8", CultureInfo.InvariantCulture),
        _ => string.Empty,
    };

    private static List<ExplorationEstimate> Exploration(
        ShownLog log, AttributionOptions options, CancellationToken cancellationToken)
    {
        List<ExplorationEstimate> estimates = [];
        (string Placement, string Variant)[] names =
            [.. log.Kinds.Select(token => (token.Placement, token.Variant ?? string.Empty))];
        foreach ((string placement, string variant) in names.Distinct()
            .OrderBy(name => name.Placement, StringComparer.Ordinal)
            .ThenBy(name => name.Variant, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Sample sample = Sample.Of(log, one => one.Propensity > 0 && names[one.Kind] == (placement, variant));
            if (sample.Targets.Any(target => target > 0))
            {
                estimates.Add(new ExplorationEstimate(
                    placement,
                    variant,
                    sample.Count,
                    (int)sample.Clicks.Sum(),
                    (int)sample.Purchases.Sum(),
                    sample.Rate(sample.Clicks, options),
                    sample.Estimate(sample.Clicks, options),
                    sample.Estimate(sample.Purchases, options)));
            }
        }

        return estimates;
    }

    /// <summary>Impressions of one kind, as columns.</summary>
    private sealed record Sample(
        double[] Clicks, double[] Purchases, float[] Propensities, double[] Targets, int[] Groups)
    {
        public int Count => Clicks.Length;

        public static Sample Of(ShownLog log, Func<Impression, bool> isMember)
        {
            List<double> clicks = [];
            List<double> purchases = [];
            List<float> propensities = [];
            List<double> targets = [];
            List<int> groups = [];
            foreach (Impression one in log.Impressions)
            {
                if (isMember(one))
                {
                    clicks.Add(one.IsClicked ? 1 : 0);
                    purchases.Add(one.IsBought ? 1 : 0);
                    propensities.Add(one.Propensity);
                    targets.Add(one.Target);
                    groups.Add(one.Shopper % Blocks);
                }
            }

            return new Sample([.. clicks], [.. purchases], [.. propensities], [.. targets], [.. groups]);
        }

        public BootstrapInterval Rate(double[] rewards, AttributionOptions options) =>
            Bootstrap.Mean(rewards, Groups, options.Confidence, Resamples, options.Seed);

        public SnipsEstimate Estimate(double[] rewards, AttributionOptions options) => Snips.Estimate(
            rewards, Propensities, Targets, Groups, options.MaxWeight, options.Confidence, options.Seed);
    }
}
