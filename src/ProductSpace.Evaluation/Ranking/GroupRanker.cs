namespace ProductSpace.Evaluation.Ranking;

/// <summary>
/// Ranks a group of predictions in one pass over the candidates, so that the group shares the cost of transposing a
/// block. One per thread.
/// </summary>
internal sealed class GroupRanker
{
    /// <summary>Number of predictions in a group.</summary>
    public const int Size = 64;

    private readonly GroupContext _context;
    private readonly CandidateBlock _block;
    private readonly SessionVector _session;
    private readonly RankQuery[] _queries = new RankQuery[Size];
    private readonly BestPlaces _best;

    public GroupRanker(GroupContext context)
    {
        _context = context;
        Candidates candidates = context.Candidates;
        _block = new CandidateBlock(candidates);
        _session = new SessionVector(
            context.Input,
            candidates.Count,
            candidates.Dimension,
            context.Options.Decay,
            context.Options.LastViews);
        _best = new BestPlaces(candidates.Count, context.Options.CoverageDepth);
        for (int i = 0; i < Size; i++)
        {
            _queries[i] = new RankQuery(candidates.Dimension, context.Options.Ties);
        }
    }

    public void Run(int first, int count, CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
        {
            _queries[i]
                .Begin(
                    _context.Predictions.Viewed(first + i),
                    _context.Predictions.Remaining(first + i),
                    _session,
                    _context.Candidates,
                    _context.Options.CoverageDepth);
        }

        for (int start = 0; start < _context.Candidates.Count; start += CandidateBlock.Size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _block.Load(start);
            for (int i = 0; i < count; i++)
            {
                if (_queries[i].Answered)
                {
                    _queries[i].Count(start, _block.Score(_queries[i].Vector));
                }
            }
        }

        for (int i = 0; i < count; i++)
        {
            _context.Table.Set(first + i, _queries[i]);
            _best.Add(_queries[i]);
        }
    }

    /// <summary>Merges the best places that this thread saw into the table.</summary>
    public void Finish() => _context.Table.Merge(_best);
}
