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
    private readonly float[][] _vectors = new float[Size][];
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
            _queries[i] = new RankQuery(context.Options.Ties);
            _vectors[i] = new float[candidates.Dimension];
        }
    }

    public void Run(int first, int count, CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<int> viewed = _context.Predictions.Viewed(first + i);
            bool answered = _session.Write(viewed, _vectors[i]);
            _queries[i].Begin(
                viewed,
                _context.Predictions.Remaining(first + i),
                answered,
                new VectorScores(_context.Candidates, _vectors[i]),
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
                    _queries[i].Count(start, _block.Score(_vectors[i]));
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
