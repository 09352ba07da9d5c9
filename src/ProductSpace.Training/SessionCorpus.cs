using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Memory;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Logs;
using ProductSpace.Training.Records;

namespace ProductSpace.Training;

/// <summary>
/// Cleaned sessions, ready to train on: product ids, most frequent first (ties by the bytes of the id), their counts,
/// and the tokens in a temporary file, so that memory grows with the products and not with the log. Holds no session or
/// user id. Reading is safe from several threads. The temporary file is deleted by <see cref="Dispose"/>.
/// </summary>
public sealed class SessionCorpus : IDisposable
{
    private readonly Utf8List _ids;
    private readonly RecordFile<Token> _tokens;

    internal SessionCorpus(
        Utf8List ids,
        long[] counts,
        RecordFile<Token> tokens,
        long sessionCount,
        UInt128 contentHash,
        IReadOnlyList<int[]> heldOut)
    {
        _ids = ids;
        _tokens = tokens;
        tokens.Flush();
        Counts = counts;
        TokenCount = tokens.Count;
        SessionCount = sessionCount;
        ContentHash = contentHash;
        HeldOut = heldOut;
    }

    /// <summary>Number of products in the sessions.</summary>
    public int ProductCount => _ids.Count;

    /// <summary>Number of events in all sessions.</summary>
    public long TokenCount { get; }

    /// <summary>Number of sessions; each has at least two events.</summary>
    public long SessionCount { get; }

    /// <summary>XXH128 over ids and tokens: identifies the cleaned log and reveals nothing of it.</summary>
    public UInt128 ContentHash { get; }

    /// <summary>Sessions kept out of training: products by index, in the order of time, at least two in each.</summary>
    public IReadOnlyList<int[]> HeldOut { get; }

    /// <summary>Number of events of each product [<see cref="ProductCount"/>], descending.</summary>
    internal long[] Counts { get; }

    /// <summary>Returns the id of a product as UTF-8.</summary>
    internal ReadOnlySpan<byte> IdUtf8(int product) => _ids[product];

    internal Utf8List Ids => _ids;

    /// <summary>Returns the id of a product.</summary>
    public string ProductId(int product) => Encoding.UTF8.GetString(_ids[product]);

    /// <summary>Returns the number of events of a product.</summary>
    public long Count(int product) => Counts[product];

    /// <summary>Reads tokens from a position on; fewer than asked for only at the end.</summary>
    internal int Read(long position, Span<int> tokens) =>
        _tokens.Read(position, MemoryMarshal.Cast<int, Token>(tokens));

    /// <summary>Reads all tokens, session by session.</summary>
    internal IEnumerable<Token> ReadTokens() => _tokens.ReadAll();

    /// <summary>
    /// Reads the viewed products of each session by id, oldest first, without purchases. They are read from the
    /// temporary file as they are enumerated, from one thread.
    /// </summary>
    public IEnumerable<IReadOnlyList<string>> ReadSessions()
    {
        List<string> session = [];
        foreach (Token token in ReadTokens())
        {
            if (!token.IsPurchase)
            {
                session.Add(ProductId(token.Product));
            }

            if (token.IsLast)
            {
                yield return session.ToArray();
                session.Clear();
            }
        }
    }

    /// <summary>
    /// Reads the viewed products of the last sessions to train on into memory, without purchases: as many sessions as
    /// have at most this number of events.
    /// </summary>
    public SessionSet ReadLastSessions(int maxEvents)
    {
        List<int> products = [];
        List<int> starts = [0];
        long skipped = Math.Max(0, TokenCount - maxEvents);
        bool isWhole = skipped == 0;
        long position = 0;
        foreach (Token token in ReadTokens())
        {
            if (position++ < skipped || !isWhole)
            {
                isWhole = position >= skipped && token.IsLast;
                continue;
            }

            if (!token.IsPurchase)
            {
                products.Add(token.Product);
            }

            if (token.IsLast && products.Count > starts[^1])
            {
                starts.Add(products.Count);
            }
        }

        return new SessionSet(ProductCount, [.. products], [.. starts]);
    }

    /// <summary>Deletes the temporary file.</summary>
    public void Dispose()
    {
        _tokens.Dispose();
        _ids.Dispose();
    }
}
