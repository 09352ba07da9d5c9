using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Recommendations;
using ProductSpace.Training;
using ProductSpace.Training.Logs;

namespace ProductSpace.Evaluation.Attribution;

/// <summary>
/// The log of what was shown, in memory: 48 bytes an impression. Finds the impression that an event is due to: the last
/// one of the same shopper and product that is not after it and within the window. The order of rows in the files does
/// not matter.
/// </summary>
internal sealed class ShownLog
{
    /// <summary>Bounds the names, of which each is a row of the report; ids of shoppers would be far more.</summary>
    private const int MaxNames = 1000;

    private static readonly string[] s_usualTokens = ["token", "recommendationtoken", "rectoken"];

    private readonly Dictionary<UInt128, int> _shoppers = [];
    private readonly Dictionary<UInt128, int> _products = [];
    private readonly Dictionary<RecommendationToken, int> _kinds = [];
    private readonly HashSet<(string, string)> _names = [];
    private readonly List<RecommendationToken> _tokens = [];
    private readonly Dictionary<(int Shopper, int Product), int> _first = [];
    private readonly long _window;
    private Impression[] _impressions = [];

    private ShownLog(TimeSpan window) => _window = window.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The impressions, in the order of <see cref="Impression.Compare"/>.</summary>
    public ReadOnlySpan<Impression> Impressions => _impressions;

    /// <summary>Token of each kind, without its propensity.</summary>
    public IReadOnlyList<RecommendationToken> Kinds => _tokens;

    public int Shoppers => _shoppers.Count;

    public int Duplicates { get; private set; }

    public long LeftOut { get; private set; }

    public long Attributed { get; private set; }

    public long Further { get; private set; }

    public long TooLate { get; private set; }

    public static ShownLog Read(
        IReadOnlyList<string> files,
        AttributionOptions options,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        ShownLog log = new(options.Window);
        EventStream stream = new(Shown(options.Log), options.IsByUser);
        List<Impression> impressions = [];
        stream.Read(
            files,
            rows => Columns(rows, options),
            (in LogEvent one) => impressions.Add(log.Impression(one, options.TargetColumn is not null)),
            progress,
            cancellationToken);
        if (impressions.Count == 0)
        {
            throw new TrainingInputException($"{files[0]}: holds no impression with a product, a time and a shopper");
        }

        log.LeftOut = stream.LeftOut;
        log.Sort(CollectionsMarshal.AsSpan(impressions));
        return log;
    }

    /// <summary>Attributes a view or purchase to the impression that it is due to, if there is one.</summary>
    public void Attribute(in LogEvent one)
    {
        if (one.Kind == EventKind.Other
            || !_shoppers.TryGetValue(one.Key, out int shopper)
            || !_products.TryGetValue(one.Product, out int product)
            || !_first.TryGetValue((shopper, product), out int at)
            || _impressions[at].Time > one.Time)
        {
            return;
        }

        while (at + 1 < _impressions.Length
            && _impressions[at + 1].Shopper == shopper
            && _impressions[at + 1].Product == product
            && _impressions[at + 1].Time <= one.Time)
        {
            at++;
        }

        ref Impression impression = ref _impressions[at];
        if (one.Time - impression.Time > _window)
        {
            TooLate++;
            return;
        }

        Attributed++;
        ref bool isCounted = ref one.Kind == EventKind.Purchase ? ref impression.IsBought : ref impression.IsClicked;
        Further += isCounted ? 1 : 0;
        isCounted = true;
    }

    /// <summary>The log of what was shown has no kinds, dwell times and origins.</summary>
    private static LogOptions Shown(LogOptions log) => log with
    {
        Columns = log.Columns
            .Where(pair => pair.Key is LogColumns.Session or LogColumns.User or LogColumns.Time or LogColumns.Product)
            .ToDictionary(),
    };

    private static int[] Columns(LogRows rows, AttributionOptions options)
    {
        int token = options.TokenColumn is string named
            ? Named(rows, named)
            : Array.FindIndex(rows.Headers, header => s_usualTokens.Contains(Plain(header)));
        return token < 0
            ? throw new TrainingInputException(
                $"{rows.Path}: no column looks like the token; name it with --token-column")
            : [token, options.TargetColumn is string target ? Named(rows, target) : -1];
    }

    private static int Named(LogRows rows, string name)
    {
        int found = Array.FindIndex(
            rows.Headers, header => string.Equals(header, name, StringComparison.OrdinalIgnoreCase));
        return found >= 0
            ? found
            : throw new TrainingInputException($"{rows.Path}: there is no column \"{name}\"; name one of the header");
    }

    private static string Plain(string header) => string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static int Number(Dictionary<UInt128, int> numbers, UInt128 key)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out bool isKnown);
        number = isKnown ? number : numbers.Count - 1;
        return number;
    }

    private Impression Impression(in LogEvent one, bool hasTarget)
    {
        ReadOnlySpan<byte> text = one.Further(0);
        if (!RecommendationToken.TryParse(Encoding.UTF8.GetString(text), out RecommendationToken token))
        {
            throw new TrainingInputException(
                $"{one.Where}: {LogText.Quote(text)} is no undamaged token of a recommendation; write what "
                + "RecommendationToken wrote, or choose another column with --token-column");
        }

        double target = 1;
        if (hasTarget
            && !(Utf8Parser.TryParse(one.Further(1), out target, out int used)
                && used == one.Further(1).Length
                && target >= 0
                && target <= 1e12))
        {
            throw new TrainingInputException(
                $"{one.Where}: the target {LogText.Quote(one.Further(1))} is no number from 0 on");
        }

        return new Impression
        {
            Time = one.Time,
            Shopper = Number(_shoppers, one.Key),
            Product = Number(_products, one.Product),
            Kind = Kind(token with { Propensity = 0 }, one),
            Propensity = token.Propensity,
            Target = target,
        };
    }

    private int Kind(in RecommendationToken token, in LogEvent one)
    {
        ref int kind = ref CollectionsMarshal.GetValueRefOrAddDefault(_kinds, token, out bool isKnown);
        if (!isKnown)
        {
            kind = _tokens.Count;
            _tokens.Add(token);
            if (_names.Add((token.Placement, token.Variant ?? string.Empty)) && _names.Count > MaxNames)
            {
                throw new TrainingInputException(
                    $"{one.Where}: tokens name more than {MaxNames:N0} placements and variants; a token names no "
                    + "shopper and no product");
            }
        }

        return kind;
    }

    /// <summary>Sorts the impressions, drops those that were logged twice, and notes where each pair begins.</summary>
    private void Sort(Span<Impression> impressions)
    {
        impressions.Sort(Attribution.Impression.Compare);
        int kept = 0;
        foreach (ref readonly Impression one in impressions)
        {
            if (kept > 0 && Attribution.Impression.Compare(impressions[kept - 1], one) == 0)
            {
                Duplicates++;
                continue;
            }

            _first.TryAdd((one.Shopper, one.Product), kept);
            impressions[kept++] = one;
        }

        _impressions = impressions[..kept].ToArray();
    }
}
