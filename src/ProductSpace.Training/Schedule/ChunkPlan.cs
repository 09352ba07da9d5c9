using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Schedule;

/// <summary>
/// Splits the log into chunks of whole sessions whose pairs fit in memory. Depends only on the log and the options.
/// </summary>
internal sealed class ChunkPlan
{
    /// <summary>Largest number of events in a chunk; bounds its memory.</summary>
    public const int MaxEvents = 1 << 19;

    /// <summary>Number of events below which a block is too short for its overhead.</summary>
    private const int LeastEvents = 1 << 14;

    /// <summary>
    /// Number of chunks to aim for in an epoch: within a chunk, pairs are trained block by block, and a small log in a
    /// single chunk loses a per cent of its hit rate (decisions/trainer.md).
    /// </summary>
    private const int LeastChunks = 16;

    /// <summary>Largest number of pairs in a chunk, 8 bytes each; two chunks are in memory at once.</summary>
    private const long MaxPairs = 4L << 20;

    private const int ReadEvents = 1 << 16;

    private readonly List<long> _starts = [0];

    public ChunkPlan(SessionCorpus corpus, Prod2VecOptions options, int metadataFields)
    {
        Longest = (int)Math.Clamp(corpus.TokenCount / LeastChunks, LeastEvents, MaxEvents);
        int[] block = new int[ReadEvents];
        long position = 0;
        long chunkPairs = 0;
        int session = 0;
        int read;
        while ((read = corpus.Read(position, block)) > 0)
        {
            for (int i = 0; i < read; i++)
            {
                session++;
                if (!new Token(block[i]).IsLast)
                {
                    continue;
                }

                long pairs = Pairs(session, options, metadataFields);
                long end = position + i + 1;
                if (chunkPairs > 0 && (chunkPairs + pairs > MaxPairs || end - _starts[^1] > Longest))
                {
                    _starts.Add(end - session);
                    chunkPairs = 0;
                }

                chunkPairs += pairs;
                session = 0;
            }

            position += read;
        }

        _starts.Add(position);
    }

    /// <summary>Largest number of events in a chunk, unless a single session is longer.</summary>
    public int Longest { get; }

    public int Count => _starts.Count - 1;

    public long Start(int chunk) => _starts[chunk];

    public int Events(int chunk) => checked((int)(_starts[chunk + 1] - _starts[chunk]));

    /// <summary>Estimates the number of pairs that a session gives.</summary>
    private static long Pairs(int events, Prod2VecOptions options, int metadataFields)
    {
        long reach = options.WindowMode switch
        {
            WindowMode.Shrinking => options.Window + 1,
            WindowMode.Fixed => 2L * options.Window,
            WindowMode.Future => options.Window,
            _ => 2L * PairEmitter.MaxSessionReach,
        };
        long contexts =
            Math.Min(reach, Math.Min(events, PairEmitter.MaxSessionEvents) - 1) + (options.PurchaseContext ? 1 : 0);
        return events * contexts * (1 + (2 * metadataFields));
    }
}
