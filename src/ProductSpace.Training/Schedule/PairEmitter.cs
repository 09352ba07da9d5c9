using ProductSpace.Numerics;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;
using ProductSpace.Training.Sampling;

namespace ProductSpace.Training.Schedule;

/// <summary>
/// Turns a stretch of tokens into pairs. Every random choice is a function of (seed, epoch, position in the log), so
/// that the split into chunks, pieces and threads does not change the pairs. The products around a view predict it one
/// after the other, as in word2vec.c and gensim: each takes a step towards an OUT row that the one before has just
/// moved, which draws the IN rows of one session together. The other way around costs a per cent of IN-IN
/// (decisions/trainer.md).
/// </summary>
internal sealed class PairEmitter(RowCatalog rows, Prod2VecOptions options)
{
    /// <summary>Number of events at which longer sessions are cut, as word2vec.c cuts sentences.</summary>
    public const int MaxSessionEvents = 10_000;

    /// <summary>
    /// Reach of "the whole session" to each side; bounds the pairs of a session that cleaning did not limit.
    /// </summary>
    public const int MaxSessionReach = 1_000;

    public const int MaxPurchases = 8;

    private readonly ulong _recommendedBelow = (ulong)(Math.Clamp(options.RecommendedShare, 0, 1) * 4294967296.0);
    private readonly List<int> _products = [];
    private readonly List<int> _positions = [];
    private readonly List<int> _purchases = [];
    private Pair[] _pairs = new Pair[1024];
    private int _count;

    public ReadOnlySpan<Pair> Pairs => _pairs.AsSpan(0, _count);

    /// <summary>
    /// Emits the pairs whose view is in [from, to) of the chunk. The chunk starts with a session, at this position of
    /// the log.
    /// </summary>
    public void Emit(ReadOnlySpan<int> chunk, long chunkPosition, int from, int to, ulong epochSeed)
    {
        _count = 0;
        int start = from;
        while (start > 0 && !new Token(chunk[start - 1]).IsLast)
        {
            start--;
        }

        while (start < to)
        {
            int end = start + 1;
            while (!new Token(chunk[end - 1]).IsLast && end < chunk.Length)
            {
                end++;
            }

            for (int part = start; part < end; part += MaxSessionEvents)
            {
                EmitSession(
                    chunk[part..Math.Min(end, part + MaxSessionEvents)],
                    chunkPosition + part,
                    from - part,
                    to - part,
                    epochSeed);
            }

            start = end;
        }
    }

    private void EmitSession(ReadOnlySpan<int> session, long position, int from, int to, ulong epochSeed)
    {
        if (from >= session.Length || to <= 0)
        {
            return;
        }

        Keep(session, position, epochSeed);
        bool future = options.WindowMode == WindowMode.Future;
        for (int i = 0; i < _products.Count; i++)
        {
            if (_positions[i] < from || _positions[i] >= to)
            {
                continue;
            }

            int width = Width(position + _positions[i], epochSeed);
            int product = _products[i];
            int first = Math.Max(0, i - width);
            int last = future ? i - 1 : Math.Min(_products.Count - 1, i + width);
            for (int j = first; j <= last; j++)
            {
                if (j != i)
                {
                    Add(_products[j], product);
                }
            }

            foreach (int purchase in _purchases)
            {
                if (purchase != product)
                {
                    Add(product, purchase);
                }
            }

            foreach (int[] field in rows.MetadataOf)
            {
                AddMetadata(field, i, first, last);
            }
        }
    }

    /// <summary>Collects the views that survive subsampling, and the distinct purchases.</summary>
    private void Keep(ReadOnlySpan<int> session, long position, ulong epochSeed)
    {
        _products.Clear();
        _positions.Clear();
        _purchases.Clear();
        ulong[] keepBelow = rows.KeepBelow;
        bool draws = keepBelow.Length > 0 || options.RecommendedShare < 1;
        for (int i = 0; i < session.Length; i++)
        {
            Token token = new(session[i]);
            if (token.IsPurchase)
            {
                if (options.PurchaseContext && _purchases.Count < MaxPurchases && !_purchases.Contains(token.Product))
                {
                    _purchases.Add(token.Product);
                }

                continue;
            }

            if (draws)
            {
                ulong random = SeededRandom.Hash(epochSeed ^ 1, (ulong)(position + i));
                if ((keepBelow.Length > 0 && (uint)random >= keepBelow[token.Product])
                    || (token.IsRecommended && (random >> 32) >= _recommendedBelow))
                {
                    continue;
                }
            }

            _products.Add(token.Product);
            _positions.Add(i);
        }
    }

    private int Width(long position, ulong epochSeed) =>
        options.WindowMode switch
        {
            WindowMode.Shrinking => 1
                + (int)(((SeededRandom.Hash(epochSeed, (ulong)position) >> 32) * (ulong)options.Window) >> 32),
            WindowMode.Session => MaxSessionReach,
            _ => options.Window,
        };

    /// <summary>
    /// Adds the pairs of Meta-Prod2Vec: the context predicts a view's metadata, and the context's metadata predicts the
    /// view.
    /// </summary>
    private void AddMetadata(int[] field, int view, int first, int last)
    {
        int own = field[_products[view]];
        for (int j = first; own >= 0 && j <= last; j++)
        {
            if (j != view)
            {
                Add(_products[j], own);
            }
        }

        for (int j = first; j <= last; j++)
        {
            int other = field[_products[j]];
            if (j != view && other >= 0)
            {
                Add(other, _products[view]);
            }
        }
    }

    private void Add(int input, int output)
    {
        if (_count == _pairs.Length)
        {
            Array.Resize(ref _pairs, _count * 2);
        }

        _pairs[_count++] = new Pair { In = input, Out = output };
    }
}
