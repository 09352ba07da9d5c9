using System.Runtime.InteropServices;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Logs;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Cleaning;

/// <summary>
/// Adds sorted sessions to the corpus, and keeps the time of each token so that the log can be written again.
/// </summary>
internal sealed class CorpusSink(CorpusBuilder corpus, bool hasTimes, string folder, SessionUsers? users = null)
    : IDisposable
{
    private readonly List<Token> _session = [];
    private readonly RecordFile<long>? _times = hasTimes ? new RecordFile<long>(folder) : null;

    public long Sessions { get; private set; }

    public long Purchases { get; private set; }

    public long Recommended { get; private set; }

    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = long.MinValue;

    /// <summary>
    /// Times of the tokens in microseconds, in the order of the corpus; null for a log without times.
    /// </summary>
    public IEnumerable<long>? Times => _times?.ReadAll();

    public void Add(in SessionEvent one)
    {
        _session.Add(one.Token);
        _times?.Append(one.Time);
        First = Math.Min(First, one.Time);
        Last = Math.Max(Last, one.Time);
        Purchases += one.Token.IsPurchase ? 1 : 0;
        Recommended += one.Token.IsRecommended ? 1 : 0;
        if (one.Token.IsLast)
        {
            corpus.AddSession(CollectionsMarshal.AsSpan(_session));
            _session.Clear();
            users?.Keep(one.Session);
            Sessions++;
        }
    }

    public void Dispose() => _times?.Dispose();
}
