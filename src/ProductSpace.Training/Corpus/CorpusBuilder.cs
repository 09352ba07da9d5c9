using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Memory;
using ProductSpace.Training.Logs;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Corpus;

/// <summary>
/// Collects sessions of products and turns them into a <see cref="SessionCorpus"/>: drops products below the minimum
/// count with the repeats and short sessions that this leaves, and numbers the products by descending count. The result
/// depends only on the sessions and their order.
/// </summary>
internal sealed class CorpusBuilder : IDisposable
{
    private readonly string _folder;
    private readonly Utf8List _ids = new();
    private readonly Dictionary<UInt128, int> _indexOf = [];
    private readonly List<long> _counts = [];
    private readonly List<int[]> _heldOut = [];
    private readonly RecordFile<Token> _raw;

    public CorpusBuilder(string? temporaryFolder = null)
    {
        _folder = temporaryFolder ?? Path.GetTempPath();
        _raw = new RecordFile<Token>(_folder);
    }

    public int ProductCount => _ids.Count;

    /// <summary>
    /// Returns the index of a product, new or known. A 128-bit hash represents the id: no two of 10^9 ids collide by
    /// chance.
    /// </summary>
    public int Product(ReadOnlySpan<byte> id)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _indexOf,
            XxHash128.HashToUInt128(id),
            out bool known);
        if (!known)
        {
            index =
                _ids.Count < Token.MaxProducts
                    ? _ids.Count
                    : throw new TrainingInputException(
                        $"the log holds more than {Token.MaxProducts:N0} products, which is the most that can be "
                        + "trained");
            _ids.Add(id);
            _counts.Add(0);
        }

        return index;
    }

    /// <inheritdoc cref="Product(ReadOnlySpan{byte})"/>
    public int Product(string id) => Product(Encoding.UTF8.GetBytes(id));

    public ReadOnlySpan<byte> IdUtf8(int product) => _ids[product];

    /// <summary>
    /// Adds a session; sessions come in the order of time. Sets the last-token bit. A held-out session is not counted.
    /// </summary>
    public void AddSession(ReadOnlySpan<Token> tokens, bool heldOut = false)
    {
        if (tokens.IsEmpty)
        {
            return;
        }

        if (heldOut)
        {
            List<int> products = [];
            foreach (Token token in tokens)
            {
                if (!token.IsPurchase)
                {
                    products.Add(token.Product);
                }
            }

            _heldOut.Add([.. products]);
            return;
        }

        for (int i = 0; i < tokens.Length; i++)
        {
            _counts[tokens[i].Product]++;
            _raw.Append(tokens[i].AsLast(i == tokens.Length - 1));
        }
    }

    /// <summary>Makes the corpus. The builder can only be disposed afterwards.</summary>
    /// <param name="minCount">Number of events that a product needs to be kept.</param>
    /// <param name="keepRepeats">True to keep consecutive events of one product.</param>
    public SessionCorpus Finish(int minCount, bool keepRepeats = false)
    {
        minCount = Math.Max(1, minCount);

        // The first pass over the tokens finds what remains: dropped neighbors make new repeats and sessions of one
        // event.
        long[] counts = new long[_counts.Count];
        using RecordFile<Token> middle = new(_folder);
        long sessions = 0;
        List<Token> session = [];
        foreach (Token token in _raw.ReadAll())
        {
            bool isRepeat = !keepRepeats && session.Count > 0 && session[^1].AsLast(false) == token.AsLast(false);
            if (_counts[token.Product] >= minCount && !isRepeat)
            {
                session.Add(token);
            }

            if (!token.IsLast)
            {
                continue;
            }

            if (session.Count >= 2)
            {
                sessions++;
                for (int i = 0; i < session.Count; i++)
                {
                    counts[session[i].Product]++;
                    middle.Append(session[i].AsLast(i == session.Count - 1));
                }
            }

            session.Clear();
        }

        return Renumber(middle, counts, sessions);
    }

    public void Dispose()
    {
        _raw.Dispose();
        _ids.Dispose();
    }

    private SessionCorpus Renumber(RecordFile<Token> middle, long[] counts, long sessions)
    {
        List<int> kept = [.. Enumerable.Range(0, counts.Length).Where(product => counts[product] > 0)];
        kept.Sort(
            (a, b) => counts[a] != counts[b] ? counts[b].CompareTo(counts[a]) : _ids[a].SequenceCompareTo(_ids[b]));
        int[] rank = new int[counts.Length];
        Array.Fill(rank, -1);
        Utf8List ids = new();
        long[] sorted = new long[kept.Count];
        XxHash128 hash = new();
        Span<byte> length = stackalloc byte[sizeof(int)];
        for (int i = 0; i < kept.Count; i++)
        {
            rank[kept[i]] = i;
            sorted[i] = counts[kept[i]];
            ids.Add(_ids[kept[i]]);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, _ids[kept[i]].Length);
            hash.Append(length);
            hash.Append(_ids[kept[i]]);
        }

        RecordFile<Token> tokens = new(_folder);
        foreach (Token token in middle.ReadAll())
        {
            Token renumbered = token.WithProduct(rank[token.Product]);
            tokens.Append(renumbered);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, renumbered.Bits);
            hash.Append(length);
        }

        List<int[]> heldOut = [];
        foreach (int[] session in _heldOut)
        {
            int[] known = [.. session.Select(product => rank[product]).Where(product => product >= 0)];
            if (known.Length >= 2)
            {
                heldOut.Add(known);
            }
        }

        return new SessionCorpus(ids, sorted, tokens, sessions, hash.GetCurrentHashAsUInt128(), heldOut);
    }
}
