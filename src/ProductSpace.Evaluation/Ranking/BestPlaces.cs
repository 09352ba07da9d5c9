namespace ProductSpace.Evaluation.Ranking;

/// <summary>
/// The best place that each candidate had in any list, by mode; coverage at every N follows from it. Places of several
/// threads are merged by their minimum, in any order.
/// </summary>
internal sealed class BestPlaces
{
    private readonly int[][] _places;
    private readonly int _depth;

    public BestPlaces(int candidateCount, int depth)
    {
        _depth = depth;
        _places = new int[RankTable.Modes][];
        for (int mode = 0; mode < _places.Length; mode++)
        {
            _places[mode] = new int[depth == 0 ? 0 : candidateCount];
            Array.Fill(_places[mode], RankingMetrics.NotRanked);
        }
    }

    public int[] Of(RepeatMode mode) => _places[(int)mode];

    public void Add(RankQuery query)
    {
        for (int mode = 0; mode < _places.Length; mode++)
        {
            int place = 0;
            for (int i = 0; i < query.Top.Count && place < _depth; i++)
            {
                int ordinal = query.Top.Ordinal(i);
                if (!query.IsExcluded(ordinal, (RepeatMode)mode))
                {
                    place++;
                    _places[mode][ordinal] = Math.Min(_places[mode][ordinal], place);
                }
            }
        }
    }

    public void Merge(BestPlaces other)
    {
        for (int mode = 0; mode < _places.Length; mode++)
        {
            int[] mine = _places[mode];
            for (int i = 0; i < mine.Length; i++)
            {
                mine[i] = Math.Min(mine[i], other._places[mode][i]);
            }
        }
    }
}
